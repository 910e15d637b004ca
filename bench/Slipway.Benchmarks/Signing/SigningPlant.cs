using System.Text;
using Slipway.Benchmarks.Harness;
using Slipway.Core.Signing;

namespace Slipway.Benchmarks.Signing;

/// <summary>Planted: nothing prepared once. A signer for every URL, beside one for all of them.</summary>
internal static class SigningPlant
{
    private const int Rounds = 5;
    private const int Parts = 2_000;

    public static bool Run(Report report)
    {
        report.Title("signing, planted: a new signer for each URL");
        var numbers = Enumerable.Range(1, Parts).ToArray();
        var signatures = new byte[Parts * PartUrlSigner.SignatureBytes];
        var worse = new List<double>();
        for (var round = -20; round < Rounds; round++)
        {
            var sound = Seconds(() => New().Sign(numbers, signatures));
            var planted = Seconds(() => Array.ForEach(numbers, number => New().Sign([number], signatures)));
            if (round >= 0)
            {
                worse.Add(planted / sound);
            }
        }

        return Plant.Seen(report, "signer for each URL (CPU)", Spread.Of(worse));
    }

    private static PartUrlSigner New() => new(
        new SigningKey("AKIAIOSFODNN7EXAMPLE", Encoding.ASCII.GetBytes("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), "us-east-1"),
        new StoreEndpoint("http", "127.0.0.1:8080"),
        "/slipway/default/402f0bda.mov",
        "upload",
        new SigningWindow(DateTimeOffset.FromUnixTimeSeconds(1_778_092_931), TimeSpan.FromHours(12)),
        new PartLengths(Parts * (100L << 20), 100L << 20));

    private static double Seconds(Action body)
    {
        var start = ThreadClock.Seconds;
        body();
        return ThreadClock.Seconds - start;
    }
}
