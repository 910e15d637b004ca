namespace Slipway.Core.Uploads;

/// <summary>Where a group stands. Only <see cref="Open"/> can change; the others are final.</summary>
public enum GroupState
{
    Open,
    Completed,
    Canceled,
    Expired,
}
