using DbUp.Builder;
using DbUp.Engine;

namespace Slipway.Storage;

/// <summary>Runs the scripts that the journal does not know yet, in room order, each in its own transaction.</summary>
public static class SchemaUpgrade
{
    /// <exception cref="InvalidOperationException">
    /// A script failed, and the message names it and the cause; or the database has scripts that this build does not know, so that nothing
    /// of it may be touched.
    /// </exception>
    public static void Run(UpgradeEngineBuilder builder, string engine, IEnumerable<RoomSchema> schemas, IDictionary<string, string> words)
    {
        var order = 0;
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var schema in schemas)
        {
            foreach (var script in schema.Scripts(engine))
            {
                known.Add(script.Name);
                builder.WithScript(new SqlScript(script.Name, script.Contents, new SqlScriptOptions { RunGroupOrder = order++ }));
            }
        }
        var upgrade = builder.WithVariables(words).WithTransactionPerScript().LogToNowhere().Build();
        var unknown = upgrade.GetExecutedScripts().Except(known).Order(StringComparer.Ordinal).ToArray();
        if (unknown.Length > 0)
        {
            throw new InvalidOperationException(
                $"The database was made by another build of Slipway: this one does not know {string.Join(", ", unknown)}. "
                + "Start the build that made it, or this one with an empty database.");
        }
        var result = upgrade.PerformUpgrade();
        if (!result.Successful)
        {
            throw new InvalidOperationException(
                $"The database could not be brought up to date: {result.ErrorScript?.Name}: {result.Error.Message}", result.Error);
        }
    }
}
