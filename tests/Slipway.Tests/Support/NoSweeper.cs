using Microsoft.Extensions.DependencyInjection;
using Slipway.Server.Sweeping;

namespace Slipway.Tests.Support;

/// <summary>A server whose chores come round only when a test says so.</summary>
internal static class NoSweeper
{
    public static void Apply(IServiceCollection services) =>
        services.Remove(services.Single(service => service.ImplementationType == typeof(Sweeper)));
}
