using Microsoft.Extensions.DependencyInjection;
using Slipway.Core.Uploads;

namespace Slipway.Server.Sweeping;

/// <summary>The chores of uploads; a store adds its own.</summary>
internal static class SweepingFeature
{
    /// <summary>Well below the minute within which the bytes of a canceled group are gone, and a group past its deadline is closed.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    public static void AddSweeping(this IServiceCollection services)
    {
        services.AddSingleton(provider => new Chore("groups expired", Soon, provider.GetRequiredService<ExpireGroups>().RunAsync));
        services.AddSingleton(provider => new Chore("half-done completions taken up", Soon, provider.GetRequiredService<RecoverGroups>().RunAsync));
        services.AddSingleton(provider => new Chore("files purged", Soon, provider.GetRequiredService<PurgeFiles>().RunAsync));
        services.AddHostedService<Sweeper>();
    }
}
