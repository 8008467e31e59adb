using Microsoft.Extensions.Logging;
using Slipway.Access;
using Slipway.Registry.Memberships;
using Slipway.Storage;
using Slipway.Storage.Units;

namespace Slipway.Registry.Links;

/// <summary>
/// Says of links between teams that are older than the column for it who made them, so that they count like all others:
/// while whoever made them could still do so. It is looked for at start, and now and then while servers of an older version run.
/// </summary>
internal sealed class FormerLinks(
    Database database, UnitIsolation isolation, WakeSignal signal, TimeProvider time, ILogger<FormerLinks> logger)
    : Worker(signal, new WakeTopic("former-links"), TimeSpan.FromHours(1), time, logger)
{
    private const int PerRound = 500;

    // Nobody has this number: a link of which nobody knows who made it opens again when somebody links it anew.
    private static readonly UserId Nobody = new(-1);

    private readonly IsolatedUnits _units = isolation.For(nameof(FormerLinks));

    public override async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var (links, makers) = await database.ReadAsync(async session =>
        {
            var found = await session.QueryAsync<Link>(MembershipSql.WithoutMaker, new { count = PerRound, resting = _units.Resting });
            return (found, await TeamAccess.NumbersOfAsync(session, [.. found.Select(link => link.CreatedBy).Distinct(StringComparer.Ordinal)]));
        }, ct);
        return await _units.AnswerAsync(links, link => new WorkUnit(link.Id, link.TeamId, $"link {link.Id}"), async (tx, some) =>
        {
            foreach (var link in some)
            {
                await tx.ExecuteAsync(MembershipSql.SetMaker,
                    new { membership = link.Id, linkedBy = makers.TryGetValue(link.CreatedBy, out var maker) ? maker : Nobody });
            }
        }, ct);
    }

    private sealed record Link
    {
        public required long Id { get; init; }

        public required long TeamId { get; init; }

        public required string CreatedBy { get; init; }
    }
}
