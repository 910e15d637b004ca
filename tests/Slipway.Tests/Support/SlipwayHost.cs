using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Slipway.Core.Access;
using Slipway.Core.Uploads;
using Slipway.Server;
using Slipway.Server.Access;
using Slipway.Server.Configuration;
using Slipway.Server.Sweeping;

namespace Slipway.Tests.Support;

/// <summary>
/// The whole service on a port of its own, with a data folder, keys and a project next door; put together as the program puts it together. When it
/// ends, its data folder must be sound, and its log hold no error and no secret.
/// </summary>
internal sealed partial class SlipwayHost : IAsyncDisposable
{
    private readonly HostPlan _plan;
    private readonly TempFolder _folder;
    private readonly bool _ownsFolder;
    private readonly WebApplication _app;
    private readonly CapturedLogs _logs;
    private readonly StringWriter _output;

    private SlipwayHost(HostPlan plan, TempFolder folder, bool ownsFolder, WebApplication app, CapturedLogs logs, StringWriter output, TestKeys keys)
    {
        (_plan, _folder, _ownsFolder, _app, _logs, _output, Keys) = (plan, folder, ownsFolder, app, logs, output, keys);
        BaseUrl = new Uri(app.Urls.Single());
        Http = new HttpClient(new AnswerRules(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }, plan.ErrorsExpected)) { BaseAddress = BaseUrl };
    }

    public Uri BaseUrl { get; }

    public HttpClient Http { get; }

    public TestKeys Keys { get; }

    public string DataFolder => _folder.Path;

    public IServiceProvider Services => _app.Services;

    public IReadOnlyCollection<LogLine> Logs => _logs.Lines;

    /// <summary>What a person would have seen on the terminal.</summary>
    public string Output => _output.ToString();

    /// <summary>The client that most tests are: an upload key's.</summary>
    public SpatialGenDriver SpatialGen => As(Keys.Upload);

    public SpatialGenDriver As(string? key) => new(Http, key);

    /// <summary>Files that hold uploaded bytes, finished or not, and what belongs to them.</summary>
    public IReadOnlyList<string> StoredFiles() => Directory.Exists(Path.Combine(DataFolder, "store"))
        ? [.. Directory.EnumerateFiles(Path.Combine(DataFolder, "store"), "*", SearchOption.AllDirectories)]
        : [];

    /// <summary>Does now what comes round every few seconds.</summary>
    public async Task SweepAsync()
    {
        foreach (var chore in Services.GetServices<Chore>())
        {
            await chore.RunAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <param name="lent">A data folder that outlives this server; null for one of its own.</param>
    public static async Task<SlipwayHost> StartAsync(HostPlan? plan = null, TempFolder? lent = null)
    {
        plan ??= new HostPlan();
        var folder = lent ?? new TempFolder();
        var ct = TestContext.Current.CancellationToken;
        var (logs, output) = (new CapturedLogs(), new StringWriter());
        var app = await SlipwayApp.BuildAsync(ReadSettings(plan, folder.Path), services => Configure(services, plan, logs, output), ct);
        var keys = await TestKeys.CreateAsync(app.Services.GetRequiredService<KeyMaker>(), ct); // before the start, or it would make a key of its own
        await app.StartAsync(ct);
        return new SlipwayHost(plan, folder, ownsFolder: lent is null, app, logs, output, keys);
    }

    public static SlipwaySettings ReadSettings(HostPlan plan, string folder)
    {
        var values = new Dictionary<string, string?> { ["Slipway:Data"] = folder, ["Slipway:Urls"] = "http://127.0.0.1:0" };
        foreach (var (key, value) in plan.Settings)
        {
            values[$"Slipway:{key}"] = value;
        }

        return SlipwaySettings.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        var findings = await HostFsck.RunAsync(Services, DataFolder);
        await _app.DisposeAsync();
        if (_ownsFolder)
        {
            _folder.Dispose();
        }

        Assert.Empty(findings);
        CheckLogs();
    }

    private static void Configure(IServiceCollection services, HostPlan plan, CapturedLogs logs, StringWriter output)
    {
        services.RemoveAll<ILoggerProvider>();
        services.AddSingleton<ILoggerProvider>(logs);
        services.AddSingleton<TextWriter>(output);
        if (plan.Time is { } time)
        {
            services.AddSingleton(time);
        }

        if (plan.PartBytes is { } bytes)
        {
            services.AddSingleton(provider => Cut(provider.GetRequiredService<SlipwaySettings>().Uploads, bytes));
            new SmallPartsStore().Wrap(services);
        }

        plan.Configure?.Invoke(services);
    }

    private static UploadsOptions Cut(UploadsOptions uploads, long bytes)
    {
        uploads.PartBytes = bytes;
        return uploads;
    }

    private void CheckLogs()
    {
        Assert.All(Logs, line => Assert.DoesNotMatch(Secret(), line.Text));
        Assert.All(Logs, line => Assert.DoesNotContain(Keys.All, key => line.Text.Contains(key[^20..], StringComparison.Ordinal)));
        if (!_plan.ErrorsExpected)
        {
            Assert.DoesNotContain(Logs, line => line.Level >= LogLevel.Error);
        }
    }

    [GeneratedRegex("X-Amz-Signature=|slw_[A-Za-z0-9]{12}_[A-Za-z0-9]{28}")]
    private static partial Regex Secret();
}

/// <summary>A key for each role, and two of a project next door, as their owners hold them.</summary>
internal sealed record TestKeys(string Admin, string Upload, string ReadOnly, string Foreign, string ForeignAdmin)
{
    public IReadOnlyList<string> All => [Admin, Upload, ReadOnly, Foreign, ForeignAdmin];

    public static async Task<TestKeys> CreateAsync(KeyMaker keys, CancellationToken ct)
    {
        var made = await Task.WhenAll(
            keys.CreateAsync("default", Role.Admin, "admin", life: null, ct),
            keys.CreateAsync("default", Role.Upload, "upload", life: null, ct),
            keys.CreateAsync("default", Role.ReadOnly, "readonly", life: null, ct),
            keys.CreateAsync("other", Role.Upload, "foreign", life: null, ct),
            keys.CreateAsync("other", Role.Admin, "foreign admin", life: null, ct));
        return new TestKeys(made[0].Reveal(), made[1].Reveal(), made[2].Reveal(), made[3].Reveal(), made[4].Reveal());
    }
}
