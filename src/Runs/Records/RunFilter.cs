using System.Text;
using System.Text.Json;
using Slipway.Rest;
using Slipway.Rest.Texts;

namespace Slipway.Runs.Records;

/// <summary>Which runs are asked for; null means any.</summary>
/// <param name="State">One of <see cref="Api.Runs.RunStates"/>.</param>
/// <param name="Tag">A tag, exactly.</param>
/// <param name="Search">Part of the name or the id, whatever the case of its letters.</param>
public sealed record RunFilter(string? State = null, string? Tag = null, string? Search = null)
{
    /// <summary>Why nothing can be found so; null when it can.</summary>
    internal Refusal? Problem => string.IsNullOrEmpty(State) ? null : StateQuery.Read<RunState>(State).Refusal;

    /// <summary>A page of them, newest first: who they are and what they weigh.</summary>
    internal string Sql => Build(RunFilterSql.Start, RunFilterSql.End);

    /// <summary>All of them, up to <see cref="RunSort.MostRuns"/>, with what they are sorted by.</summary>
    internal string SortedBy(RunSort sort) => Build(RunFilterSql.StartOfSorted(sort.Sql!), RunFilterSql.EndOfSorted);

    private string Build(string start, string end)
    {
        var sql = new StringBuilder(start);
        if (!string.IsNullOrEmpty(State))
        {
            sql.Append(RunFilterSql.ByState);
        }
        if (!string.IsNullOrEmpty(Tag))
        {
            sql.Append(RunFilterSql.ByTag);
        }
        if (!string.IsNullOrEmpty(Search))
        {
            sql.Append(RunFilterSql.BySearch);
        }
        return sql.Append(end).ToString();
    }

    /// <summary>The tag as it stands in the list.</summary>
    internal string? TagText => string.IsNullOrEmpty(Tag) ? null : JsonSerializer.Serialize(Tag);

    /// <summary>What <c>like</c> takes: the search text is text, whatever signs it holds.</summary>
    internal string? Pattern => SearchText.Pattern(Search);
}
