using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Core;
using Slipway.Core.Access;
using Slipway.Core.Uploads;
using Slipway.Server.Access;
using Slipway.Server.Configuration;
using Slipway.Server.Database;
using Slipway.Server.Dialects;
using Slipway.Server.Dialects.SpatialGen;
using Slipway.Server.Health;
using Slipway.Server.Hosting;
using Slipway.Server.Http;
using Slipway.Server.Library;
using Slipway.Server.Objects;
using Slipway.Server.Sweeping;

namespace Slipway.Server;

/// <summary>Puts the service together: the one place, in start order. The program and the tests call the same method.</summary>
public static class SlipwayApp
{
    /// <param name="configure">Replaces parts before they are built: a clock, file operations. Null in the program.</param>
    /// <exception cref="IOException">The data folder cannot be used, or another process uses it.</exception>
    public static async Task<WebApplication> BuildAsync(SlipwaySettings settings, Action<IServiceCollection>? configure, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "slipway" });
        AddHost(builder, settings);
        AddCore(builder.Services, settings);
        builder.Services.AddDatabase(settings);
        builder.Services.AddObjects(settings.Disk, settings.Data);
        AddEdges(builder.Services);
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        try
        {
            app.Services.OpenObjects(); // first the lock on the data folder: nothing is touched that another process owns
            await app.Services.OpenDatabaseAsync(ct);
            await app.Services.RemoveLeftoversAsync(ct);
            UsePipeline(app);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private static void AddHost(WebApplicationBuilder builder, SlipwaySettings settings)
    {
        builder.WebHost.UseUrls(settings.Urls);
        builder.WebHost.ConfigureKestrel(KestrelHardening.Apply);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(25));
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
            console.UseUtcTimestamp = true;
        });
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical); // a start that fails is told once, by the program
    }

    private static void AddCore(IServiceCollection services, SlipwaySettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(settings.Uploads);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Randomness.System);
        services.AddSingleton<Gate>();
        services.AddSingleton<StartGroup>();
        services.AddSingleton<SignParts>();
        services.AddSingleton<CompleteFile>();
        services.AddSingleton<CancelGroup>();
        services.AddSingleton<ExpireGroups>();
        services.AddSingleton<RecoverGroups>();
        services.AddSingleton<PurgeFiles>();
        services.AddSingleton<ViewGroup>();
        services.AddSingleton<ListGroups>();
        services.AddSingleton<ListParts>();
    }

    private static void AddEdges(IServiceCollection services)
    {
        services.AddRoutingCore();
        services.AddCors();
        services.AddSingleton<FailedAttempts>();
        services.AddSingleton<KeyMaker>();
        services.AddSpatialGen();
        services.AddExceptionHandler<DialectErrors>();
        services.AddSingleton<FirstKey>();
        services.AddHostedService(provider => provider.GetRequiredService<FirstKey>());
        services.AddSweeping();
    }

    private static void UsePipeline(WebApplication app)
    {
        app.UseFramingGuard(); // first: what two readers would understand differently is not read at all
        app.UseDiskStore(); // the data plane: by presigned URL only, from the raw target, before any routing
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = static _ => Task.CompletedTask,
            SuppressDiagnosticsCallback = static failure => DialectErrors.IsExpected(failure.HttpContext, failure.Exception),
        });
        app.UseRouting();
        app.UseApiCors(app.Services.GetRequiredService<SlipwaySettings>());
        app.UseDialectGate();
        app.MapHealth();
        app.MapLibrary();
        app.MapSpatialGen();
        app.MapFallback("/{**path}", NoSuchAddress.Refuse); // also for what looks like a file, which the framework would leave without a body
        app.Lifetime.ApplicationStarted.Register(() => Banner.Print(app));
    }
}
