using System.Globalization;

namespace Slipway.Benchmarks.Signing;

/// <summary>
/// Contenders that run in turns, so that whatever disturbs the machine disturbs all of them: of each the median of its rounds with least and
/// most, and of its ratio to the first contender the median over the rounds.
/// </summary>
internal sealed class Race(string unit, int rounds)
{
    private readonly List<Contender> _contenders = [];

    /// <param name="name">What is printed.</param>
    /// <param name="times">How many units one call of the body is.</param>
    /// <param name="body">What is measured.</param>
    public void Add(string name, long times, Action body) => _contenders.Add(new Contender(name, times, body, new double[rounds]));

    public void Run(TextWriter output, int warmUps)
    {
        for (var round = -warmUps; round < rounds; round++)
        {
            foreach (var contender in _contenders)
            {
                var allocated = GC.GetAllocatedBytesForCurrentThread();
                var start = ThreadClock.Seconds;
                contender.Body();
                var seconds = ThreadClock.Seconds - start;
                if (round >= 0)
                {
                    contender.Rounds[round] = seconds / contender.Times;
                    contender.AllocatedPerUnit = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)contender.Times;
                }
            }
        }

        output.WriteLine($"{"",-46} {$"ns per {unit}: median (min … max)",36} {"B/" + unit,10} {"× the first",12}");
        foreach (var contender in _contenders)
        {
            var sorted = contender.Rounds.Order().Select(seconds => seconds * 1e9).ToArray();
            var ratio = contender.Rounds.Zip(_contenders[0].Rounds, (own, first) => first / own).Order().ElementAt(rounds / 2);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{contender.Name,-46} {$"{sorted[rounds / 2]:F2} ({sorted[0]:F2} … {sorted[^1]:F2})",36} {contender.AllocatedPerUnit,10:F1} {ratio,12:F2}"));
        }
    }

    private sealed record Contender(string Name, long Times, Action Body, double[] Rounds)
    {
        public double AllocatedPerUnit { get; set; }
    }
}
