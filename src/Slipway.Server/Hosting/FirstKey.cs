using Microsoft.Extensions.Hosting;
using Slipway.Core.Access;
using Slipway.Server.Access;

namespace Slipway.Server.Hosting;

/// <summary>A catalog without a key gets one admin key, shown once by the banner.</summary>
internal sealed class FirstKey(KeyMaker keys) : IHostedService
{
    /// <summary>The key that was made at this start; null at every later one.</summary>
    public KeyText? Made { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await keys.ListAsync(cancellationToken) is [])
        {
            Made = await keys.CreateAsync(ProjectName.Default, Role.Admin, "first key", life: null, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
