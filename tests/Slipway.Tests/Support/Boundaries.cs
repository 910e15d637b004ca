namespace Slipway.Tests.Support;

/// <summary>
/// The instants before and after a model's effect: where a real call crosses a network, another caller may come in between, or the power may go.
/// A place is named <c>store.complete:before</c>, <c>store.complete:after</c>, <c>catalog.change:before</c> and so on.
/// </summary>
internal sealed class Boundaries
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<Func<Task>>> _once = [];

    /// <summary>Passed at every place; null lets everything through at once.</summary>
    public Func<string, Task>? Every { get; set; }

    /// <summary>Does something at the next visit of a place; several wait for as many visits.</summary>
    public void Once(string place, Func<Task> happens)
    {
        lock (_lock)
        {
            if (!_once.TryGetValue(place, out var queue))
            {
                _once[place] = queue = new Queue<Func<Task>>();
            }

            queue.Enqueue(happens);
        }
    }

    /// <summary>The next visit of a place fails: before an effect nothing happened, after it only the answer is lost.</summary>
    public void FailOnce(string place) => Once(place, () => throw new IOException($"The connection was lost at {place}."));

    /// <summary>The process dies at the next visit of a place: nothing of what follows it happens.</summary>
    public void CrashOnce(string place) => Once(place, () => throw new PowerCutException());

    public Task PassAsync(string place)
    {
        Func<Task>? happens = null;
        lock (_lock)
        {
            if (_once.TryGetValue(place, out var queue))
            {
                queue.TryDequeue(out happens);
            }
        }

        return happens is not null ? happens() : Every is { } every ? every(place) : Task.CompletedTask;
    }
}

/// <summary>Stands for the end of the process: nothing in the product catches it.</summary>
internal sealed class PowerCutException() : Exception("The power went.");
