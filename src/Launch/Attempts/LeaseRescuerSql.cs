namespace Slipway.Launch.Attempts;

/// <summary>The statements of <see cref="LeaseRescuer"/>.</summary>
internal static class LeaseRescuerSql
{
    public const string Watch = "select processed_at, guard_until from launch_watch where id = 1 {for_update}";

    public const string Note = "update launch_watch set processed_at = slipway_now(), guard_until = @guard where id = 1";
}
