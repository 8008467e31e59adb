using Slipway.Storage;

namespace Slipway.ProviderTests.Workers;

/// <summary>
/// Work that two teams have for one worker, and a fault in that of the first. All is SQL in which <c>@team</c> is the team,
/// and <c>@hex</c> its number as a hash would be written.
/// </summary>
/// <param name="Find">The worker.</param>
/// <param name="Work">Makes work of what stands in a team: a webhook, an automation that calls it, its execution and delivery.</param>
/// <param name="Fault">The statement that fails, as the act, the table, and the rows with <c>@team</c>.</param>
/// <param name="Left">Selects the teams whose work is not done.</param>
/// <param name="Rounds">How often the worker has to look.</param>
internal sealed record WorkerCase(
    Func<IServiceProvider, Worker> Find, string[] Work, (string Act, string Table, string Rows) Fault, string Left, int Rounds = 1);
