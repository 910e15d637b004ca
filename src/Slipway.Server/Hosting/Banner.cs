using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Server.Configuration;
using Slipway.Server.Health;

namespace Slipway.Server.Hosting;

/// <summary>What a person sees when the service is up: where it listens, what it stands on, and the first key, once.</summary>
internal static class Banner
{
    public static void Print(WebApplication app)
    {
        var settings = app.Services.GetRequiredService<SlipwaySettings>();
        foreach (var url in app.Urls)
        {
            Console.WriteLine($"listening   {url}");
        }

        foreach (var need in app.Services.GetServices<Need>())
        {
            Console.WriteLine($"{need.Name,-12}{need.Describe()}");
        }

        Console.WriteLine($"data        {settings.Data}");
        if (app.Services.GetRequiredService<FirstKey>().Made is { } key)
        {
            Console.WriteLine($"admin key   {key.Reveal()}   (shown once; `slipway keys` makes others)");
        }
    }
}
