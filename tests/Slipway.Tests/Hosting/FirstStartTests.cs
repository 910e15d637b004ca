using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Slipway.Server;
using Slipway.Tests.Support;

namespace Slipway.Tests.Hosting;

/// <summary>What a person sees when the service is up.</summary>
public sealed partial class FirstStartTests
{
    [Fact]
    public async Task The_first_start_shows_one_admin_key_and_no_later_one_does()
    {
        using var folder = new TempFolder();
        var first = await RunAsync(folder, UsesKeyAsync);
        var second = await RunAsync(folder, (_, _) => Task.CompletedTask);

        Assert.Single(Key().Matches(first));
        Assert.DoesNotMatch(Key(), second);
    }

    [Fact]
    public async Task A_start_says_where_it_listens_what_it_stands_on_and_where_the_data_lies()
    {
        await using var host = await SlipwayHost.StartAsync();

        var lines = host.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

        Assert.Contains(lines, line => line.StartsWith("listening ", StringComparison.Ordinal) && line.Contains($":{host.BaseUrl.Port}", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("catalog ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("store ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("data ", StringComparison.Ordinal) && line.EndsWith(host.DataFolder, StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("slw_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_folder_is_refused()
    {
        await using var host = await SlipwayHost.StartAsync();
        var settings = SlipwayHost.ReadSettings(new HostPlan(), host.DataFolder);

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => SlipwayApp.BuildAsync(settings, services => services.RemoveAll<ILoggerProvider>(), TestContext.Current.CancellationToken));

        Assert.Contains(host.DataFolder, refused.Message, StringComparison.Ordinal);
        (await host.SpatialGen.StartAnswer(StartBody.Flat())).Ok(); // and the first goes on
    }

    [Fact]
    public async Task What_was_uploaded_is_there_after_a_restart()
    {
        using var folder = new TempFolder();
        StartedGroup group;
        IReadOnlyList<PartTag> tags;
        await using (var before = await SlipwayHost.StartAsync(lent: folder))
        {
            group = await before.SpatialGen.StartAsync(StartBody.Flat());
            tags = await before.SpatialGen.UploadAsync(group.Files[0]);
        }

        await using var after = await SlipwayHost.StartAsync(lent: folder);

        Assert.True((await after.SpatialGen.CompleteAsync(group.Files[0], tags)).LibraryId > 0);
    }

    private static async Task UsesKeyAsync(Uri url, string output)
    {
        using var http = new HttpClient { BaseAddress = url };
        (await new SpatialGenDriver(http, Key().Match(output).Value).GetAnswer(SpatialGenDriver.Uploads)).Ok();
    }

    private static async Task<string> RunAsync(TempFolder folder, Func<Uri, string, Task> whileUp)
    {
        var (output, logs, ct) = (new StringWriter(), new CapturedLogs(), TestContext.Current.CancellationToken);
        await using var app = await SlipwayApp.BuildAsync(
            SlipwayHost.ReadSettings(new HostPlan(), folder.Path),
            services => services.RemoveAll<ILoggerProvider>().AddSingleton<TextWriter>(output).AddSingleton<ILoggerProvider>(logs),
            ct);
        await app.StartAsync(ct);
        await whileUp(new Uri(app.Urls.Single()), output.ToString());
        await app.StopAsync(ct);
        Assert.DoesNotContain(logs.Lines, line => Key().IsMatch(line.Text)); // shown to a person, never written to a log
        return output.ToString();
    }

    [GeneratedRegex("slw_[A-Za-z0-9]{12}_[A-Za-z0-9]{36}")]
    private static partial Regex Key();
}
