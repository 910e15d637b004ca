using Slipway.Core.Uploads;

namespace Slipway.Tests.Uploads;

public sealed class FileLifeTests
{
    private static readonly Dictionary<(FileState State, FileEvent Happened), FileState> Legal = new()
    {
        [(FileState.Pending, FileEvent.UrlsSigned)] = FileState.Uploading,
        [(FileState.Uploading, FileEvent.UrlsSigned)] = FileState.Uploading,
        [(FileState.Completing, FileEvent.UrlsSigned)] = FileState.Completing,

        [(FileState.Pending, FileEvent.CompletionClaimed)] = FileState.Completing,
        [(FileState.Uploading, FileEvent.CompletionClaimed)] = FileState.Completing,
        [(FileState.Completing, FileEvent.CompletionClaimed)] = FileState.Completing,
        [(FileState.Completed, FileEvent.CompletionClaimed)] = FileState.Completed,

        [(FileState.Uploading, FileEvent.StorageConfirmed)] = FileState.Completed,
        [(FileState.Completing, FileEvent.StorageConfirmed)] = FileState.Completed,
        [(FileState.Completed, FileEvent.StorageConfirmed)] = FileState.Completed,

        [(FileState.Completing, FileEvent.StorageRefused)] = FileState.Uploading,
        [(FileState.Completing, FileEvent.StorageLost)] = FileState.Failed,

        [(FileState.Pending, FileEvent.GroupCanceled)] = FileState.Canceled,
        [(FileState.Uploading, FileEvent.GroupCanceled)] = FileState.Canceled,
        [(FileState.Completing, FileEvent.GroupCanceled)] = FileState.Canceled,
        [(FileState.Completed, FileEvent.GroupCanceled)] = FileState.Canceled,
        [(FileState.Failed, FileEvent.GroupCanceled)] = FileState.Canceled,

        [(FileState.Pending, FileEvent.DeadlinePassed)] = FileState.Expired,
        [(FileState.Uploading, FileEvent.DeadlinePassed)] = FileState.Expired,
        [(FileState.Completing, FileEvent.DeadlinePassed)] = FileState.Expired,
        [(FileState.Completed, FileEvent.DeadlinePassed)] = FileState.Expired,
        [(FileState.Failed, FileEvent.DeadlinePassed)] = FileState.Expired,
    };

    public static TheoryData<FileState, FileEvent> EveryMove()
    {
        var moves = new TheoryData<FileState, FileEvent>();
        foreach (var state in Enum.GetValues<FileState>())
        {
            foreach (var happened in Enum.GetValues<FileEvent>())
            {
                moves.Add(state, happened);
            }
        }

        return moves;
    }

    [Theory]
    [MemberData(nameof(EveryMove))]
    public void A_move_is_either_in_the_table_or_refused(FileState state, FileEvent happened)
    {
        if (Legal.TryGetValue((state, happened), out var expected))
        {
            Assert.Equal(expected, FileLife.Next(state, happened));
            return;
        }

        var refused = Assert.Throws<UploadRefusedException>(() => FileLife.Next(state, happened));
        Assert.Equal(Refusal.WrongState, refused.Error.Refusal);
        Assert.Equal($"file_{state.ToString().ToLowerInvariant()}", refused.Error.Code);
    }

    [Fact]
    public void A_canceled_or_expired_file_never_moves_again() =>
        Assert.DoesNotContain(Legal.Keys, move => move.State is FileState.Canceled or FileState.Expired);
}
