using Slipway.Core.Uploads;
using Slipway.Server.Dialects.Json;

namespace Slipway.Server.Dialects.SpatialGen;

/// <summary>
/// Which parts a "Get Part URLs" call wants: a list, or a range. With neither, all of them; a range's missing half is filled in, and one that runs past
/// the end is cut there. A number listed twice is answered once, in the order asked for.
/// </summary>
internal static class PartSelection
{
    /// <summary>The most parts in one answer ("count: positive integer up to 10000").</summary>
    public const int MaxCount = 10_000;

    /// <exception cref="UploadRefusedException">A number is out of the plan, or both styles are used at once.</exception>
    public static int[] Read(JsonFields body, PartPlan plan)
    {
        body.RefuseOthersThan("partNumbers", "startPartNumber", "count");
        var start = body.OptionalPositiveInteger("startPartNumber", int.MaxValue);
        var count = body.OptionalPositiveInteger("count", MaxCount);
        if (body.OptionalArray("partNumbers", MaxCount) is { } listed)
        {
            return start is null && count is null
                ? ReadList(listed, plan)
                : throw JsonFields.Refused("two_styles", "Send either partNumbers, or startPartNumber and count, not both.");
        }

        var first = start ?? 1;
        if (first > plan.Count)
        {
            throw new UploadRefusedException(UploadError.UnknownPart((int)first, plan.Count));
        }

        var length = Math.Min(count ?? MaxCount, Math.Min(plan.Count - first + 1, MaxCount));
        return [.. Enumerable.Range((int)first, (int)length)];
    }

    private static int[] ReadList(System.Text.Json.JsonElement.ArrayEnumerator listed, PartPlan plan)
    {
        var seen = new HashSet<int>();
        var numbers = new List<int>();
        foreach (var (index, item) in listed.Index())
        {
            var number = (int)JsonFields.PositiveInteger($"partNumbers[{index}]", item, int.MaxValue);
            if (!plan.Has(number))
            {
                throw new UploadRefusedException(UploadError.UnknownPart(number, plan.Count));
            }

            if (seen.Add(number))
            {
                numbers.Add(number);
            }
        }

        return numbers.Count > 0 ? [.. numbers] : throw JsonFields.Refused("no_parts", "partNumbers must list at least one part.");
    }
}
