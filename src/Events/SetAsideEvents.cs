using System.Text.Json;
using Slipway.Access;
using Slipway.Api.Events;
using Slipway.Storage;
using Slipway.Storage.Units;

namespace Slipway.Events;

/// <summary>Tells a team of its unit of work that was set aside, by an event of the team.</summary>
internal sealed class SetAsideEvents(EventLog log) : ISetAsideFollower
{
    public async Task ToldAsync(DatabaseTransaction tx, UnitFailure failure)
    {
        if (failure.Unit.Team is not { } number || await TeamAccess.FindByIdAsync(tx, new TeamId(number)) is not { } team)
        {
            return;
        }
        log.Append(tx, new NewEvent
        {
            Type = EventTypes.WorkSetAside,
            TeamId = team.Id,
            Team = team.Name,
            ScopeKind = ScopeKind.Team,
            Actor = Actor.System.Name,
            After = JsonSerializer.Serialize(new { worker = failure.Worker, unit = failure.Unit.What, trace = failure.TraceId }),
            Depth = failure.Unit.Depth,
        });
    }
}
