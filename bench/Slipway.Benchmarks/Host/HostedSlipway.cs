using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Core.Objects;
using Slipway.Server;
using Slipway.Server.Configuration;

namespace Slipway.Benchmarks.Host;

/// <summary>
/// The service in this program (`host DATA PORT CHANGE,…`), with something about it changed: plans of parts that are smaller than any that it would
/// make, or a regression put in on purpose.
/// </summary>
internal static class HostedSlipway
{
    /// <summary>Parts of 4 KiB, so that ten thousand of them are soon sent.</summary>
    public const string TinyParts = "tiny-parts";

    /// <summary>Parts of 8 KiB: twice the bytes in as many parts.</summary>
    public const string SmallParts = "small-parts";

    /// <summary>A regression: a finished object is read once more.</summary>
    public const string ReadBack = "read-back";

    /// <summary>A regression: JSON answers are put together in memory, and serialized a second time.</summary>
    public const string Reserialized = "reserialized";

    public static async Task RunAsync(string data, int port, string changes)
    {
        var configuration = new ConfigurationBuilder()
            .AddEnvironmentVariables()
            .AddInMemoryCollection([new("Slipway:Data", data), new("Slipway:Urls", $"http://127.0.0.1:{port}")])
            .Build();
        var settings = SlipwaySettings.Read(configuration);
        var wanted = changes.Split(',');
        if (PartBytesOf(wanted) is { } partBytes)
        {
            settings.Uploads.PartBytes = partBytes;
        }

        await using var app = await SlipwayApp.BuildAsync(settings, services => Change(services, settings, wanted), CancellationToken.None);
        await app.RunAsync();
    }

    private static long? PartBytesOf(string[] changes) =>
        changes.Contains(TinyParts) ? 4096
        : changes.Contains(SmallParts) ? 8192
        : null;

    private static void Change(IServiceCollection services, SlipwaySettings settings, string[] changes)
    {
        if (PartBytesOf(changes) is not null)
        {
            var store = services.Last(service => service.ServiceType == typeof(IObjectStore));
            var objects = Path.Combine(settings.Data, "store", "objects");
            services.Remove(store);
            services.AddSingleton<IObjectStore>(provider => new ChangedStore(
                (IObjectStore)store.ImplementationFactory!(provider), changes.Contains(ReadBack) ? objects : null));
        }

        if (changes.Contains(Reserialized))
        {
            services.AddSingleton<IStartupFilter, ReserializingFilter>();
        }
    }

    private sealed class ReserializingFilter : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(ReserializeAsync);
            next(app);
        };

        private static async Task ReserializeAsync(HttpContext context, RequestDelegate next)
        {
            var output = context.Response.Body;
            using var collected = new MemoryStream();
            context.Response.Body = collected;
            await next(context);
            context.Response.Body = output;
            collected.Position = 0;
            await JsonSerializer.SerializeAsync(output, await JsonNode.ParseAsync(collected));
        }
    }
}
