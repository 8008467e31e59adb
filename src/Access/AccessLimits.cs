using Slipway.Access.Quotas;
using Slipway.Access.Sessions;
using Slipway.Access.Users;
using Slipway.Api;
using Slipway.Rest;

namespace Slipway.Access;

/// <summary>The limits of this room, for the guide.</summary>
internal static class AccessLimits
{
    private static readonly QuotaOptions Usual = new();

    public static readonly Limit[] All =
    [
        new("What a team stores: artifacts, announced ones among them, files, logs and metrics of runs", Usual.TeamStorage!.Value, LimitUnit.Bytes, ErrorCodes.QuotaExceeded, "team-storage"),
        new("Deliveries of a team that wait, held ones among them", Usual.TeamDeliveries!.Value, LimitUnit.Count, ErrorCodes.QuotaExceeded, "team-deliveries"),
        new("Queued items of a team, over all its queues", Usual.TeamItems!.Value, LimitUnit.Count, ErrorCodes.QuotaExceeded, "team-items"),
        new("Followed events and logs of a user at once, on each server", Usual.UserStreams!.Value, LimitUnit.Count, ErrorCodes.TooManyOpen, "user-streams"),
        new("Open pages of a user at once, on each server", Usual.UserPages!.Value, LimitUnit.Count, ErrorCodes.TooManyOpen, "user-pages"),
        new("Name of a user, a team or a project", EntityNames.MaxLength, LimitUnit.Characters, ErrorCodes.NameInvalid),
        new("Password", PasswordHash.MaxLength, LimitUnit.Characters, ErrorCodes.Invalid),
        new("Wrong passwords for a name from one network in 15 minutes", SignInThrottle.MaxOfNameAndNetwork, LimitUnit.Count, ErrorCodes.TooManyAttempts),
        new("Wrong passwords from one network in 15 minutes, whatever the name", SignInThrottle.MaxOfNetwork, LimitUnit.Count, ErrorCodes.TooManyAttempts),
        new("The same in a browser in which that name was signed in before", SignInThrottle.MaxOfBrowser, LimitUnit.Count, ErrorCodes.TooManyAttempts),
    ];
}
