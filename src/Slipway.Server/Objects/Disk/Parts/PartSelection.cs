using Slipway.Core.Uploads;

namespace Slipway.Server.Objects.Disk.Parts;

/// <summary>Picks the parts that make the object, or says what is wrong with the list.</summary>
internal static class PartSelection
{
    /// <returns>Parts 1 to the plan's count.</returns>
    /// <exception cref="UploadRefusedException">A part is absent, another than its token says, or their sum is not the declared size.</exception>
    public static PartRecord[] Choose(PartBook book, PartPlan plan, PartTokens? tokens)
    {
        tokens?.RefuseUnlessWhole(plan);
        var parts = new PartRecord[plan.Count];
        Gather(book, parts);
        if (tokens is not null)
        {
            Compare(parts, tokens);
        }

        var bytes = parts.Sum(part => part.Bytes);
        return plan.TotalBytes is { } declared && declared != bytes
            ? throw new UploadRefusedException(UploadError.SizeDiffers(declared, bytes))
            : parts;
    }

    private static void Gather(PartBook book, PartRecord[] parts)
    {
        var missing = new List<int>();
        var missingCount = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            if (book.TryGet(i + 1, out parts[i]))
            {
                continue;
            }

            missingCount++;
            if (missing.Count < UploadError.MaxListedParts)
            {
                missing.Add(i + 1);
            }
        }

        if (missingCount > 0)
        {
            throw new UploadRefusedException(UploadError.PartsNotStored(missing, missingCount, parts.Length));
        }
    }

    private static void Compare(PartRecord[] parts, PartTokens tokens)
    {
        Span<byte> text = stackalloc byte[PartRecord.MaxETagBytes];
        foreach (var token in tokens)
        {
            ref readonly var part = ref parts[token.Number - 1];
            if (!token.Token.SequenceEqual(text[..part.WriteETag(text)]))
            {
                throw new UploadRefusedException(UploadError.PartRefused(token.Number, "is not the one that this etag names"));
            }
        }
    }
}
