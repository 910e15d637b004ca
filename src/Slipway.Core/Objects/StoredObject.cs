using Slipway.Core.Uploads;

namespace Slipway.Core.Objects;

/// <summary>A multipart upload as its store knows it.</summary>
public readonly record struct StoreUpload(ObjectKey Key, string UploadId, PartPlan Plan);

/// <summary>A part that the store holds.</summary>
/// <param name="ETag">The bare token: no quotes.</param>
/// <param name="Crc64Nvme">CRC-64/NVME of its bytes, where the store computed one.</param>
public readonly record struct StoredPart(int Number, long Bytes, string ETag, ulong? Crc64Nvme);

/// <summary>Stored parts in ascending order.</summary>
/// <param name="NextAfter">The number to ask on from; null at the end.</param>
public sealed record PartPage(IReadOnlyList<StoredPart> Parts, int? NextAfter);

/// <summary>A finished object.</summary>
/// <param name="ETag">The bare token: no quotes.</param>
/// <param name="Crc64Nvme">CRC-64/NVME of the whole object, where the store knows it.</param>
public sealed record StoredObject(long Bytes, string ETag, ulong? Crc64Nvme);
