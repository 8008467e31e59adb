using Slipway.Access;
using Slipway.Access.Permissions;

namespace Slipway.Web.Visits;

/// <summary>
/// Who looks at a page, as they were when it was loaded: good for what is shown and offered, and for nothing else. No
/// operation takes one; what is done asks the <see cref="Visit"/> who visits at that moment.
/// </summary>
public sealed class Onlooker
{
    private readonly Actor _seen;

    internal Onlooker(Actor seen) => _seen = seen;

    public string Name => _seen.Name;

    public ActorKind Kind => _seen.Kind;

    /// <summary>Whether it is worth offering, in that team.</summary>
    public bool May(Permission permission, TeamId team) => _seen.May(permission, team);

    /// <summary>Whether it is worth offering, in that project.</summary>
    public bool MayIn(Permission permission, TeamId team, ProjectId project) => _seen.MayIn(permission, team, project);

    /// <summary>Whether nothing has changed in what they may.</summary>
    internal bool IsStill(Actor now) =>
        _seen.Id == now.Id && _seen.IsInstanceAdmin == now.IsInstanceAdmin && _seen.Memberships.Count == now.Memberships.Count
        && _seen.Memberships.All(held => now.Memberships.TryGetValue(held.Key, out var role) && role == held.Value);
}
