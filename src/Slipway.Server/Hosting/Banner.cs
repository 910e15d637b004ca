using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Server.Configuration;
using Slipway.Server.Health;

namespace Slipway.Server.Hosting;

/// <summary>What a person sees when the service is up: where it listens, what it stands on, and the first key, once.</summary>
internal static class Banner
{
    /// <param name="app">Started: its addresses are known.</param>
    public static void Print(WebApplication app)
    {
        var output = app.Services.GetService<TextWriter>() ?? Console.Out;
        var settings = app.Services.GetRequiredService<SlipwaySettings>();
        foreach (var url in app.Urls)
        {
            output.WriteLine($"listening   {url}");
        }

        foreach (var need in app.Services.GetServices<Need>())
        {
            output.WriteLine($"{need.Name,-12}{need.Describe()}");
        }

        output.WriteLine($"data        {settings.Data}");
        if (app.Services.GetRequiredService<FirstKey>().Made is { } key)
        {
            output.WriteLine($"admin key   {key.Reveal()}   (shown once; `slipway keys` makes others)");
        }
    }
}
