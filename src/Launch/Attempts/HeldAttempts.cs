using Slipway.Api.Agents;
using Slipway.Launch.Agents;
using Slipway.Launch.Items;
using Slipway.Storage;

namespace Slipway.Launch.Attempts;

/// <summary>What the server believes an agent has, for an agent that comes back to attach to it again.</summary>
internal sealed class HeldAttempts(Database database)
{
    public async Task<IReadOnlyList<HeldAttemptResponse>> ListAsync(AgentId agent, CancellationToken ct)
    {
        var rows = await database.ReadAsync(session => session.QueryAsync<Row>(AttemptSql.ActiveOfAgent, new { agent }), ct);
        return
        [
            .. rows.Where(row => row.Current == row.Id.Value).Select(row => new HeldAttemptResponse
            {
                Id = row.Id.ToString(),
                Item = row.ItemId.ToString(),
                Attempt = row.Number,
                Fence = row.Id.Value,
                State = EnumText.Of(row.State),
                LogOffset = row.LogEnd,
                CancelRequested = row.CancelRequestedAt is not null,
            }),
        ];
    }

    private sealed record Row
    {
        public AttemptId Id { get; init; }
        public ItemId ItemId { get; init; }
        public int Number { get; init; }
        public AttemptState State { get; init; }
        public long LogEnd { get; init; }
        public long? Current { get; init; }
        public DateTimeOffset? CancelRequestedAt { get; init; }
    }
}
