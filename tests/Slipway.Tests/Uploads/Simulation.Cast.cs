using Slipway.Core.Uploads;
using Slipway.Tests.Support;

namespace Slipway.Tests.Uploads;

/// <content>Who takes part, and what each of them does.</content>
internal sealed partial class Simulation
{
    private IEnumerable<Func<Task>> Cast()
    {
        for (var i = 0; i < _group.Files.Length; i++)
        {
            var file = i;
            yield return () => ClientAsync(file, patience: 4);
            for (var twins = _random.Next(3); twins > 0; twins--)
            {
                yield return () => TwinAsync(file, stale: false);
            }

            if (_random.Next(2) == 0)
            {
                yield return () => TwinAsync(file, stale: true);
            }

            if (_random.Next(3) == 0)
            {
                yield return () => TolerantAsync(() => _world.SignAsync(_group, file));
            }
        }

        yield return () => SweepAsync(_world.RecoverAsync, _world.Options.CompletionLease + TimeSpan.FromSeconds(1));
        yield return () => SweepAsync(_world.PurgeAsync, TimeSpan.FromHours(_random.Next(-1, 2)));
        yield return () => SweepAsync(_world.ExpireAsync, TimeSpan.FromHours(-1));
        if (_trouble.HasFlag(Trouble.Cancel))
        {
            yield return CancelerAsync;
            yield return CancelerAsync;
        }

        if (_trouble.HasFlag(Trouble.Deadline))
        {
            yield return () => SweepAsync(_world.ExpireAsync, _world.Options.GroupLife);
        }
    }

    // Signs, puts and completes; what fails without a refusal is done again.
    private async Task ClientAsync(int file, int patience)
    {
        for (var done = false; !done && patience > 0; patience--)
        {
            done = await TolerantAsync(async () =>
            {
                if (_tokens[file] is null)
                {
                    var signed = await _world.SignAsync(_group, file);
                    await _world.Boundaries.PassAsync("client.puts");
                    _tokens[file] = _world.Put(signed.File);
                }

                await CompleteAsync(file, _random.Next(4) == 0 ? Completion.FromStorage : Completion.Whole(_tokens[file]!));
            });
        }
    }

    // Another call to complete what the client uploaded; a stale one names a part that was replaced.
    private async Task TwinAsync(int file, bool stale)
    {
        for (var turns = _random.Next(60); turns > 0 || (_tokens[file] is null && turns > -60); turns--)
        {
            await TolerantAsync(() => _world.Boundaries.PassAsync("twin.waits"));
        }

        if (_tokens[file] is { } tokens)
        {
            await TolerantAsync(() => CompleteAsync(file, Completion.Whole(stale ? Stale(_group.Files[file].Plan) : tokens)));
        }
    }

    private async Task CompleteAsync(int file, Completion completion)
    {
        var answer = await _world.CompleteAsync(_group, file, completion);
        _completions.Add(answer);
        if (answer.Files[file].State != FileState.Completed)
        {
            throw new BrokenInvariantException($"a completion answered a file that is {answer.Files[file].State}");
        }
    }

    private async Task CancelerAsync()
    {
        for (var turns = _random.Next(120); turns > 0; turns--)
        {
            await TolerantAsync(() => _world.Boundaries.PassAsync("canceler.waits"));
        }

        await TolerantAsync(async () => _closings.Add(await _world.CancelAsync(_group)));
    }

    private async Task SweepAsync(Func<Task<int>> sweep, TimeSpan jump)
    {
        for (var turns = _random.Next(120); turns > 0; turns--)
        {
            await TolerantAsync(() => _world.Boundaries.PassAsync("sweeper.waits"));
        }

        _world.Time.Advance(jump);
        await TolerantAsync(sweep);
    }

    // True: there is nothing to gain from asking again.
    private async Task<bool> TolerantAsync(Func<Task> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (UploadRefusedException refused)
        {
            _refusals.Add(refused.Error);
            return refused.Error.Refusal != Refusal.Internal ? true : throw new BrokenInvariantException(refused.Message);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static PartTokens Stale(PartPlan plan) => PartTokens.Of(Enumerable.Range(1, plan.Count).Select(number => (number, "stale")));
}
