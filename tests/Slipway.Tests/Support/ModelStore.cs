using System.Text;
using Slipway.Core.Objects;
using Slipway.Core.Signing;
using Slipway.Core.Uploads;

namespace Slipway.Tests.Support;

/// <summary>
/// The object store's contract as a program: parts are a number, a length and a token. Its faults are those of <see cref="Boundaries"/>.
/// </summary>
/// <param name="abortIsFinal">
/// False plants the fault that the contract excludes: an object that is being assembled lands after its upload was aborted.
/// </param>
internal sealed class ModelStore(Boundaries boundaries, bool abortIsFinal = true) : IObjectStore
{
    private const int TurnsToLand = 30; // others get through a whole call meanwhile

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Upload> _uploads = [];
    private readonly Dictionary<ObjectKey, StoredObject> _objects = [];
    private readonly Dictionary<ObjectKey, StoredObject> _landing = [];
    private readonly SigningKey _key = new("model", "a secret of the model"u8, "us-east-1");
    private int _started;
    private int _puts;

    public StoreProfile Profile { get; } = new(MinPartBytes: 1, MaxPartBytes: 1000, MaxParts: 100, MaxObjectBytes: 100_000, EnforcesLength: true);

    public IReadOnlyCollection<string> UploadIds => Read(() => _uploads.Keys.ToArray());

    public IReadOnlyCollection<ObjectKey> Keys => Read(() => _objects.Keys.ToArray());

    public int Started => Read(() => _started);

    /// <summary>What a client's PUT does; null where the upload does not exist (any more).</summary>
    public string? Put(StoreUpload upload, int number, long bytes) => Read(() =>
    {
        if (!_uploads.TryGetValue(upload.UploadId, out var held))
        {
            return null;
        }

        var token = $"token-{++_puts}";
        held.Parts[number] = new StoredPart(number, bytes, token, null);
        return token;
    });

    public bool Holds(StoreUpload upload) => Read(() => _uploads.ContainsKey(upload.UploadId));

    public bool Holds(ObjectKey key) => Read(() => _objects.ContainsKey(key));

    public StoredObject? Object(ObjectKey key) => Read(() => _objects.GetValueOrDefault(key));

    /// <summary>Somebody else's hand in the bucket: the upload is gone, whatever it held.</summary>
    public void Lose(string uploadId) => Read(() => _uploads.Remove(uploadId));

    /// <summary>What is being assembled is finished: the store goes on when the process that asked it is dead.</summary>
    public void LandAll() => Read(() =>
    {
        foreach (var (key, assembled) in _landing)
        {
            _objects[key] = assembled;
        }

        _landing.Clear();
        return _objects.Count;
    });

    public Task<string> StartAsync(ObjectKey key, PartPlan plan, string mediaType, CancellationToken ct) => CallAsync("store.start", () =>
    {
        var id = $"upload-{++_started}";
        _uploads.Add(id, new Upload(key, plan, []));
        return id;
    });

    public PartUrlSigner PartSigner(StoreUpload upload, SigningWindow window, StoreEndpoint reachedBy) =>
        new(_key, reachedBy, $"/model/{upload.Key}", upload.UploadId, window, null);

    public string ReadUrl(string method, ObjectKey key, SigningWindow window, StoreEndpoint reachedBy) =>
        $"{reachedBy.Scheme}://{reachedBy.Host}/model/{key}";

    public Task<PartPage> ListPartsAsync(StoreUpload upload, int after, int limit, CancellationToken ct) => CallAsync("store.list", () =>
    {
        var parts = _uploads.TryGetValue(upload.UploadId, out var held) ? held.Parts.Values.Where(part => part.Number > after).ToList() : [];
        return new PartPage([.. parts.Take(limit)], parts.Count > limit ? parts[limit - 1].Number : null);
    });

    public async Task<StoredObject?> CompleteAsync(StoreUpload upload, PartTokens? tokens, CancellationToken ct)
    {
        await boundaries.PassAsync("store.complete:before");
        StoredObject? assembled;
        lock (_lock)
        {
            assembled = Assemble(upload, tokens);
            if (assembled is not null && abortIsFinal)
            {
                _objects[upload.Key] = assembled;
            }
        }

        if (assembled is not null && !abortIsFinal)
        {
            Read(() => _landing[upload.Key] = assembled);
            for (var turns = 0; turns < TurnsToLand; turns++)
            {
                await boundaries.PassAsync("store.complete:landing");
            }

            LandAll();
        }

        await boundaries.PassAsync("store.complete:after");
        return assembled;
    }

    public Task AbortAsync(StoreUpload upload, CancellationToken ct) => CallAsync("store.abort", () => _uploads.Remove(upload.UploadId));

    public Task<StoredObject?> HeadAsync(ObjectKey key, CancellationToken ct) => CallAsync("store.head", () => _objects.GetValueOrDefault(key));

    public Task DeleteAsync(ObjectKey key, CancellationToken ct) => CallAsync("store.delete", () => _objects.Remove(key));

    private StoredObject? Assemble(StoreUpload upload, PartTokens? tokens)
    {
        if (!_uploads.TryGetValue(upload.UploadId, out var held))
        {
            return null;
        }

        if (tokens is not null)
        {
            foreach (var part in tokens)
            {
                if (!held.Parts.TryGetValue(part.Number, out var there) || there.ETag != Encoding.UTF8.GetString(part.Token))
                {
                    throw new UploadRefusedException(UploadError.PartRefused(part.Number, "is not the one that was stored"));
                }
            }
        }
        else if (held.Parts.Count < upload.Plan.Count)
        {
            throw new UploadRefusedException(UploadError.PartsNotStored([], upload.Plan.Count - held.Parts.Count, upload.Plan.Count));
        }

        _uploads.Remove(upload.UploadId);
        return new StoredObject(held.Parts.Values.Sum(part => part.Bytes), $"{upload.UploadId}-{held.Parts.Count}", null);
    }

    private async Task<T> CallAsync<T>(string name, Func<T> effect)
    {
        await boundaries.PassAsync($"{name}:before");
        var answer = Read(effect);
        await boundaries.PassAsync($"{name}:after");
        return answer;
    }

    private T Read<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }

    private sealed record Upload(ObjectKey Key, PartPlan Plan, SortedDictionary<int, StoredPart> Parts);
}
