using Slipway.Core.Uploads;
using Slipway.Tests.Support;

namespace Slipway.Tests.Uploads;

/// <summary>What a simulated life of a group has to go through.</summary>
[Flags]
internal enum Trouble
{
    None = 0,

    /// <summary>Calls to catalog and store fail, some of them after they took effect.</summary>
    Faults = 1,

    /// <summary>The process dies between any two effects, is started again, and may die again.</summary>
    Crashes = 2,

    /// <summary>Somebody cancels the group.</summary>
    Cancel = 4,

    /// <summary>The deadline passes while calls are under way.</summary>
    Deadline = 8,

    All = Faults | Crashes | Cancel | Deadline,
}

/// <summary>
/// One group's life on one thread: clients, twins of them, sweepers and a lying clock take turns at every boundary of catalog and store, in an order
/// that one seed decides. Whatever the order, <see cref="Invariants"/> hold, the answers agree, and when the trouble is over everything comes to rest.
/// </summary>
internal sealed partial class Simulation
{
    private const int MostSteps = 5000;

    private readonly Random _random;
    private readonly Trouble _trouble;
    private readonly UploadsWorld _world;
    private readonly List<TaskCompletionSource> _waiting = [];
    private readonly List<UploadGroup> _completions = [];
    private readonly List<UploadGroup> _closings = [];
    private readonly List<UploadError> _refusals = [];
    private readonly UploadGroup _group;
    private readonly PartTokens?[] _tokens;
    private int _steps;

    private Simulation(int seed, Trouble trouble, bool locked, bool abortIsFinal)
    {
        _random = new Random(seed);
        _trouble = trouble;
        _world = new UploadsWorld(seed, locked, abortIsFinal);
        _group = Completed(_world.StartAsync([.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => _random.Next(1, 4))]));
        _tokens = new PartTokens?[_group.Files.Length];
    }

    private UploadGroup Now => _world.Catalog.Look(_group.Address);

    /// <exception cref="BrokenInvariantException">Names the seed that leads there again.</exception>
    public static void Run(int seed, Trouble trouble, bool locked = true, bool abortIsFinal = true)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null); // every continuation runs here and now, or the order would not be the seed's
        try
        {
            new Simulation(seed, trouble, locked, abortIsFinal).Live();
        }
        catch (Exception broken) when (broken is BrokenInvariantException or UploadRefusedException or InvalidOperationException)
        {
            throw new BrokenInvariantException($"Seed {seed} with {trouble}: {broken.Message}");
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private void Live()
    {
        var crashed = false;
        for (var lives = _random.Next(1, 4); lives > 0 && (crashed || _completions.Count + _closings.Count == 0); lives--)
        {
            crashed = Drive();
            Invariants.HoldNow(_world);
            AnswersAgree();
        }

        if (!crashed && (_trouble & (Trouble.Faults | Trouble.Crashes)) == 0)
        {
            Invariants.HoldAtRest(_world); // with nothing to blame, nothing may be left to sweep
        }

        if (_trouble == Trouble.None && Now.State != GroupState.Completed)
        {
            throw new BrokenInvariantException($"all clients came through, and the group is {Now.State}; refused was [{string.Join(", ", _refusals.Select(refusal => refusal.Code))}]");
        }

        ComeToRest();
    }

    // One life of the process. True: it ended in a crash, and whatever was under way is never heard of again.
    private bool Drive()
    {
        var crashAt = _trouble.HasFlag(Trouble.Crashes) && _random.Next(4) > 0 ? _random.Next(150) : MostSteps;
        _waiting.Clear();
        _world.Boundaries.Every = _ => TurnAsync();
        var actors = Cast().ToArray();
        _random.Shuffle(actors);
        var playing = actors.Select(actor => actor()).ToList();
        for (_steps = 0; _waiting.Count > 0; _steps++)
        {
            if (_steps == crashAt)
            {
                _world.Boundaries.Every = null;
                _world.Store.LandAll();
                return true;
            }

            var next = _random.Next(_waiting.Count);
            var turn = _waiting[next];
            _waiting.RemoveAt(next);
            if (_trouble.HasFlag(Trouble.Faults) && _random.Next(25) == 0)
            {
                turn.SetException(new IOException("The connection was lost."));
            }
            else
            {
                turn.SetResult();
            }
        }

        _world.Boundaries.Every = null;
        playing.ForEach(Completed);
        return false;
    }

    private Task TurnAsync()
    {
        if (_steps + _waiting.Count > MostSteps)
        {
            throw new BrokenInvariantException("it never comes to rest");
        }

        var turn = new TaskCompletionSource();
        _waiting.Add(turn);
        return turn.Task;
    }

    private void AnswersAgree()
    {
        var now = Now;
        True(_completions.All(answer => answer.LibraryId is null || answer.LibraryId == now.LibraryId), "a completion answered another library id");
        True(_completions.All(answer => answer.LibraryId is null == (answer.State != GroupState.Completed)), "a completed group without a library id");
        True(_closings.All(answer => answer.State == now.State), "cancel answered what did not last");
        True(_closings.Count == 0 || now.State is GroupState.Canceled or GroupState.Expired, "cancel was answered, and the group lives");
    }

    // The trouble is over. In half of the lives the clients come back; in the others nobody ever does.
    private void ComeToRest()
    {
        _world.Time.Advance(_world.Options.CompletionLease + TimeSpan.FromHours(2));
        Completed(_world.RecoverAsync());
        if (_random.Next(2) == 0)
        {
            for (var file = 0; file < _group.Files.Length; file++)
            {
                Completed(ClientAsync(file, patience: 1));
            }

            True(Now.StateAt(_world.Time.GetUtcNow()) != GroupState.Open, "the clients came back, and the group is still open");
        }

        _world.Time.Advance(_world.Options.GroupLife);
        Completed(_world.ExpireAsync());
        Completed(_world.PurgeAsync());
        if ((_trouble & (Trouble.Faults | Trouble.Crashes)) != 0)
        {
            AbortUnknownUploads(); // a crash between starting an upload and recording it leaves one that nobody knows
        }

        Invariants.HoldAtRest(_world);
        AnswersAgree();
        True(Now.State != GroupState.Open, "nobody came back, and the group is still open after its deadline");
    }

    private void AbortUnknownUploads()
    {
        var held = _world.Store.UploadIds;
        var live = Completed(_world.Catalog.FindLiveStoreUploadsAsync(held, CancellationToken.None));
        foreach (var unknown in held.Where(id => !live.Contains(id)))
        {
            _world.Store.Lose(unknown);
        }
    }

    private static void True(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new BrokenInvariantException(otherwise);
        }
    }

    private static void Completed(Task task)
    {
        True(task.IsCompleted, "a call never came back");
        task.GetAwaiter().GetResult();
    }

    private static T Completed<T>(Task<T> task)
    {
        Completed((Task)task);
        return task.GetAwaiter().GetResult();
    }
}
