using Slipway.Client.Wire;

namespace Slipway.Client.Transfers;

/// <summary>How the server cut a file: equal parts from 1, the last one as long as what is left.</summary>
internal sealed record FilePlan(string UploadId, string FileName, long TotalBytes, long PartBytes, int TotalParts)
{
    public static FilePlan Of(FileAnswer file)
    {
        var parts = file.PartSizeBytes <= 0 ? 0 : (file.TotalBytes + file.PartSizeBytes - 1) / file.PartSizeBytes;
        return parts == file.TotalParts && parts > 0
            ? new FilePlan(file.UploadId, file.FileName, file.TotalBytes, file.PartSizeBytes, file.TotalParts)
            : throw new SlipwayException(
                UploadFailure.Refused,
                $"The server's plan for {file.FileName} does not add up: {file.TotalBytes} bytes in {file.TotalParts} parts of {file.PartSizeBytes}.");
    }

    public long Offset(int partNumber) => (partNumber - 1) * PartBytes;

    public long Length(int partNumber) => Math.Min(PartBytes, TotalBytes - Offset(partNumber));
}
