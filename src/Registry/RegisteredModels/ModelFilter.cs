using System.Text;
using Slipway.Registry.Collections;
using Slipway.Rest.Texts;

namespace Slipway.Registry.RegisteredModels;

/// <summary>Which registered models are asked for; null means any.</summary>
/// <param name="Search">Part of the name or the description, whatever the case of its letters.</param>
/// <param name="Tag">A tag that the model or one of its versions has, exactly.</param>
/// <param name="Alias">An alias that stands on one of its versions, exactly; <c>latest</c> and <c>vN</c> too.</param>
public sealed record ModelFilter(string? Search = null, string? Tag = null, string? Alias = null)
{
    private const string BySearch =
        """
         and coalesce(c.searched, lower(c.name || ' ' || coalesce(c.description, ''))) like @pattern escape '\'
        """;

    private const string ByTag =
        """
         and (exists (select 1 from collection_tags t where t.collection_id = c.id and t.tag = @tag)
              or exists (select 1 from memberships m join membership_tags t on t.membership_id = m.id
                         where m.collection_id = c.id and t.tag = @tag))
        """;

    private const string ByAlias = " and exists (select 1 from aliases a where a.collection_id = c.id and a.alias = @alias)";

    private const string ByIndex = " and exists (select 1 from memberships m where m.collection_id = c.id and m.version_index = @index)";

    private const string ByLatest = " and exists (select 1 from memberships m where m.collection_id = c.id)";

    private const string End = " order by c.id desc limit @fetch";

    /// <summary>The statement: only what is asked for stands in it, so that each form keeps a plan of its own.</summary>
    internal string Sql
    {
        get
        {
            var sql = new StringBuilder(ModelFilterSql.Start);
            if (!string.IsNullOrEmpty(Search))
            {
                sql.Append(BySearch);
            }
            if (!string.IsNullOrEmpty(Tag))
            {
                sql.Append(ByTag);
            }
            if (!string.IsNullOrEmpty(Alias))
            {
                var version = VersionReference.Parse(Alias);
                sql.Append(version.IsLatest ? ByLatest : version.Index is null ? ByAlias : ByIndex);
            }
            return sql.Append(End).ToString();
        }
    }

    /// <summary>The index when <see cref="Alias"/> is a <c>vN</c>; null otherwise.</summary>
    internal int? Index => string.IsNullOrEmpty(Alias) ? null : VersionReference.Parse(Alias).Index;

    /// <summary>What <c>like</c> takes: the search text is text, whatever signs it holds.</summary>
    internal string? Pattern => SearchText.Pattern(Search);
}
