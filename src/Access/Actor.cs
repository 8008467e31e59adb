using System.Reflection;
using Microsoft.AspNetCore.Http;
using Slipway.Access.Permissions;
using Slipway.Storage;

namespace Slipway.Access;

/// <summary>What kind of actor.</summary>
public enum ActorKind
{
    User,
    Service,
    System,

    /// <summary>A job that was launched; see <see cref="ActorLimits"/>.</summary>
    Job,
}

/// <summary>
/// Who asks. Every operation takes one first, and decides by it whether it may. What they hold is of the moment in which
/// their request came, and where they act of the moment of the act: see <see cref="ActorStanding"/>.
/// </summary>
public sealed record Actor
{
    private bool _isInstanceAdmin;
    private IReadOnlyDictionary<TeamId, Role> _memberships = new Dictionary<TeamId, Role>();
    private ActorLimits? _limits;

    // Within one session of the database, which holds what it has found, each team is asked for once.
    private Stood? _stood;

    /// <summary>0 for the server itself.</summary>
    public required UserId Id { get; init; }

    /// <summary>The name that events and the audit trail show.</summary>
    public required string Name { get; init; }

    public required ActorKind Kind { get; init; }

    /// <summary>Holds every permission in every team.</summary>
    public required bool IsInstanceAdmin { get => _isInstanceAdmin; init => _isInstanceAdmin = value; }

    /// <summary>The role in each team the actor belongs to.</summary>
    public required IReadOnlyDictionary<TeamId, Role> Memberships { get => _memberships; init => _memberships = value; }

    /// <summary>What the key of a job opens; null for everybody else.</summary>
    public ActorLimits? Limits { get => _limits; init => _limits = value; }

    /// <summary>By what they came in; null for the server itself, and for whom it stands in.</summary>
    public Credential? Credential { get; init; }

    /// <summary>Whether that was found to be no more; then they may nothing.</summary>
    internal bool IsOver { get; private set; }

    /// <summary>How many causes led here: 0 for a person, one more for each automation in between. Events carry it on.</summary>
    public int CauseDepth { get; init; }

    /// <summary>The server itself, for what workers do.</summary>
    public static Actor System { get; } = new()
    {
        Id = new UserId(0),
        Name = "slipway",
        Kind = ActorKind.System,
        IsInstanceAdmin = true,
        Memberships = new Dictionary<TeamId, Role>(),
    };

    /// <summary>Whether the actor may, in that team.</summary>
    public bool May(Permission permission, TeamId team) =>
        IsInstanceAdmin || (Memberships.TryGetValue(team, out var role) && RolePermissions.Holds(role, permission));

    /// <summary>
    /// Whether the actor may, in that project: as in its team, and a job in its own project, where it reads and publishes.
    /// Of runs a job writes only its own (<see cref="MayTellOf"/>).
    /// </summary>
    public bool MayIn(Permission permission, TeamId team, ProjectId project) =>
        May(permission, team)
        || (Limits is { } limits && limits.TeamId == team && limits.ProjectId == project && (permission is Permission.Read or Permission.Publish));

    /// <summary>Whether the actor may read that artifact version: as in its team, and a job what it was given.</summary>
    /// <param name="version">The number in <c>Artifact:number</c>.</param>
    public bool MayReadVersion(TeamId team, long version) =>
        May(Permission.Read, team) || (Limits is { } limits && limits.ArtifactVersions.Contains(version));

    /// <summary>Whether the actor may write to that run, once they may publish in its project: a job to its own run, and to those that it started.</summary>
    /// <param name="run">The run's number.</param>
    /// <param name="startedBy">The number of the run whose job started it; null when no job did.</param>
    public bool MayTellOf(long run, long? startedBy) => Limits is not { } limits || limits.Run == run || limits.Run == startedBy;

    /// <summary>Whether the actor may know that the team exists.</summary>
    public bool Sees(TeamId team) => IsInstanceAdmin || Memberships.ContainsKey(team) || Limits?.TeamId == team;

    internal bool HasStood(DatabaseSession session, string team) =>
        _stood is { } stood && ReferenceEquals(stood.Session, session) && (IsOver || stood.Teams.Contains(team, StringComparer.Ordinal));

    internal void NoteStanding(DatabaseSession session, string team) =>
        _stood = new Stood(session, _stood is { } stood && ReferenceEquals(stood.Session, session) ? [.. stood.Teams, team] : [team]);

    /// <summary>The actor holds this, and in that team this role or none.</summary>
    internal void Stand(bool isInstanceAdmin, TeamId? team, Role? role)
    {
        _isInstanceAdmin = isInstanceAdmin;
        if (team is { } of && (_memberships.TryGetValue(of, out var held) ? held : (Role?)null) != role)
        {
            var memberships = new Dictionary<TeamId, Role>(_memberships);
            memberships.Remove(of);
            if (role is { } now)
            {
                memberships.Add(of, now);
            }
            _memberships = memberships;
        }
    }

    /// <summary>The actor holds nothing any more.</summary>
    internal void End()
    {
        IsOver = true;
        (_isInstanceAdmin, _memberships, _limits) = (false, new Dictionary<TeamId, Role>(), null);
    }

    /// <summary>Binds an endpoint's parameter to the actor that authentication found.</summary>
    public static ValueTask<Actor?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(context.FindActor());

    private sealed record Stood(DatabaseSession Session, IReadOnlyList<string> Teams);
}
