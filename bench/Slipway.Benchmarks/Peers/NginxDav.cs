using Slipway.Benchmarks.Harness;

namespace Slipway.Benchmarks.Peers;

/// <summary>nginx with its WebDAV module and buffers of 1 MiB: receives a body into a file beside, then renames it. No checksum, no sync, no signature.</summary>
internal sealed class NginxDav(Workshop shop, ServerProcess server, string root) : IAsyncDisposable
{
    public static async Task<NginxDav> StartAsync(Workshop shop, CancellationToken ct)
    {
        var folder = shop.NewFolder("nginx");
        var root = Path.Combine(folder, "root");
        Directory.CreateDirectory(root);
        var port = Workshop.FreePort();
        var settings = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(
            settings,
            $$"""
            daemon off; worker_processes {{Environment.ProcessorCount}}; pid {{folder}}/pid; error_log {{folder}}/errors warn;
            {{(Environment.UserName == "root" ? "user root;" : "")}}
            events { worker_connections 512; }
            http {
                access_log off; client_max_body_size 0; keepalive_requests 1000000; client_body_buffer_size 1m;
                client_body_temp_path {{folder}}/body; proxy_temp_path {{folder}}/p; fastcgi_temp_path {{folder}}/f; uwsgi_temp_path {{folder}}/u; scgi_temp_path {{folder}}/s;
                server { listen 127.0.0.1:{{port}} reuseport; root {{root}}; location / { dav_methods PUT; } }
            }
            """,
            ct);
        var server = await ServerProcess.StartAsync("nginx", ["-c", settings, "-e", $"{folder}/errors"], port, Path.Combine(folder, "log"), ct);
        return new NginxDav(shop, server, root);
    }

    public async Task<Sample> PutAsync(int parts, long partBytes, int connections, CancellationToken ct)
    {
        var sample = await server.MeasureAsync(
            (double)parts * partBytes / (1 << 30),
            () => Load.PutAsync(shop.Root, server.Port, connections, Enumerable.Range(1, parts).Select(number => (partBytes, $"/{number}")), ct));
        for (var number = 1; number <= parts; number++)
        {
            var stored = Path.Combine(root, $"{number}");
            await Pattern.VerifyAsync(stored, number, partBytes, partBytes, ct);
            File.Delete(stored);
        }

        return sample;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
