using System.Runtime.InteropServices;
using Slipway.Core.Objects;
using Slipway.Core.Uploads;

namespace Slipway.Server.Objects.Disk.Parts;

/// <summary>Which parts an upload holds, and who is writing where. Callers take turns.</summary>
internal sealed class PartBook
{
    private readonly Dictionary<int, Held> _held;
    private readonly Dictionary<int, PartWrite?> _slotWriters = [];
    private readonly HashSet<PartWrite> _writes = [];
    private int _generation;

    public PartBook(Dictionary<int, PartRecord> parts)
    {
        _held = parts.ToDictionary(part => part.Key, part => new Held(part.Value, 0));
        _generation = parts.Count == 0 ? 0 : parts.Values.Max(part => part.Generation);
    }

    public int Count => _held.Count;

    public IEnumerable<PartWrite> Writes => _writes;

    public int NextGeneration() => ++_generation;

    /// <summary>Takes the slot of a part, unless it holds the acknowledged part or another PUT is writing there.</summary>
    public bool TryTakeSlot(int number) =>
        !(_held.TryGetValue(number, out var held) && held.Part.Place == PartPlace.Slot) && _slotWriters.TryAdd(number, null);

    public void FreeSlot(int number) => _slotWriters.Remove(number);

    public void Begin(PartWrite write)
    {
        _writes.Add(write);
        if (write.Place == PartPlace.Slot)
        {
            _slotWriters[write.Number] = write;
        }
    }

    public void End(PartWrite write)
    {
        _writes.Remove(write);
        if (write.Place == PartPlace.Slot)
        {
            FreeSlot(write.Number);
        }
    }

    public PartWrite? SlotWriter(int number) => _slotWriters.GetValueOrDefault(number);

    public bool TryGet(int number, out PartRecord part)
    {
        var found = _held.TryGetValue(number, out var held);
        part = held.Part;
        return found;
    }

    /// <summary>Makes a durable part the one that is held, unless one that was written down later came first.</summary>
    /// <returns>The part that is no longer needed: the one that was held, or the new one itself.</returns>
    public PartRecord? Publish(in PartRecord part, long place)
    {
        ref var held = ref CollectionsMarshal.GetValueRefOrAddDefault(_held, part.Number, out var before);
        if (before && held.Place > place)
        {
            return part;
        }

        var superseded = before ? held.Part : (PartRecord?)null;
        held = new Held(part, place);
        return superseded;
    }

    public PartPage List(PartPlan plan, int after, int limit)
    {
        var page = new List<StoredPart>(Math.Min(limit, _held.Count));
        for (var number = Math.Max(after, 0) + 1; number <= plan.Count; number++)
        {
            if (!_held.TryGetValue(number, out var held))
            {
                continue;
            }

            if (page.Count == limit)
            {
                return new PartPage(page, page.Count == 0 ? after : page[^1].Number);
            }

            page.Add(new StoredPart(number, held.Part.Bytes, held.Part.ETag(), held.Part.Crc64Nvme));
        }

        return new PartPage(page, null);
    }

    /// <param name="Place">Where in the journal it was written down; 0 for what was there when the journal was opened.</param>
    private readonly record struct Held(PartRecord Part, long Place);
}
