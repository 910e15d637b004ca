namespace Slipway.Core.Uploads;

/// <summary>Finishes what a crash left half-done: claims on completing that ran out, and groups all of whose files are completed.</summary>
public sealed class RecoverGroups(ICatalog catalog, CompleteFile complete, TimeProvider time)
{
    private const int BatchSize = 100;

    /// <returns>How many groups were taken up.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var stuck = await catalog.FindStuckAsync(time.GetUtcNow(), BatchSize, ct);
        foreach (var address in stuck)
        {
            await TakeUpAsync(address, ct);
        }

        return stuck.Count;
    }

    private async Task TakeUpAsync(GroupAddress address, CancellationToken ct)
    {
        var group = await catalog.ChangeAsync(address, current => CompleteFile.CloseWhenWhole(current, time.GetUtcNow()), ct);
        foreach (var file in group.Files.Where(file => file.State == FileState.Completing && file.LeaseUntil <= time.GetUtcNow()))
        {
            try
            {
                await complete.RunAsync(address, file.Id, new Completion(file.ClaimedTokens), ct);
            }
            catch (UploadRefusedException)
            {
                // The parts do not make the file: it takes parts again, and its client hears why when it completes.
            }
        }
    }
}
