using DbUp.Builder;
using DbUp.Engine;

namespace Slipway.Storage;

/// <summary>Runs the scripts that the journal does not know yet, in room order, each in its own transaction.</summary>
public static class SchemaUpgrade
{
    /// <exception cref="InvalidOperationException">A script failed; the message names it and the cause.</exception>
    public static void Run(UpgradeEngineBuilder builder, string engine, IEnumerable<RoomSchema> schemas, IDictionary<string, string> words)
    {
        var order = 0;
        foreach (var schema in schemas)
        {
            foreach (var script in schema.Scripts(engine))
            {
                builder.WithScript(new SqlScript(script.Name, script.Contents, new SqlScriptOptions { RunGroupOrder = order++ }));
            }
        }
        var result = builder.WithVariables(words).WithTransactionPerScript().LogToNowhere().Build().PerformUpgrade();
        if (!result.Successful)
        {
            throw new InvalidOperationException(
                $"The database could not be brought up to date: {result.ErrorScript?.Name}: {result.Error.Message}", result.Error);
        }
    }
}
