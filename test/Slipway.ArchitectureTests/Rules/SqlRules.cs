using System.Text.RegularExpressions;
using Slipway.ArchitectureTests.Reading;

namespace Slipway.ArchitectureTests.Rules;

/// <summary>SQL: whose tables it names, and where it stands.</summary>
internal static partial class SqlRules
{
    /// <summary>Each table with the room whose schema creates it.</summary>
    public static IReadOnlyDictionary<string, string> TablesOf(IReadOnlyList<SourceFile> sources) =>
        SchemaFiles(sources)
            .SelectMany(file => CreateTable().Matches(file.Text).Select(match => (Table: match.Groups[1].Value, Room: RoomOf(file))))
            .DistinctBy(pair => pair.Table).ToDictionary(pair => pair.Table, pair => pair.Room);

    /// <summary>(e) The SQL of a room names its own tables only, in code and in its schema.</summary>
    public static IEnumerable<string> OnlyOwnTables(IReadOnlyList<SourceFile> sources, IReadOnlyList<TypeFacts> types)
    {
        var tables = TablesOf(sources);
        var inCode =
            from type in types
            from text in type.Texts
            from table in TablesIn(text, tables)
            where tables[table] != type.Room
            select $"{type.FullName} names {table}, a table of {tables[table]}.";
        var inSchema =
            from file in SchemaFiles(sources)
            from table in Mention().Matches(file.Text).Select(match => match.Groups[2].Value).Where(tables.ContainsKey)
            where tables[table] != RoomOf(file)
            select $"{file.Path} names {table}, a table of {tables[table]}.";
        return inCode.Concat(inSchema).Distinct();
    }

    /// <summary>Columns are named: a new column must not change what a statement returns.</summary>
    public static IEnumerable<string> NoSelectStar(IReadOnlyList<SourceFile> sources, IReadOnlyList<TypeFacts> types) =>
        types.SelectMany(type => type.Texts.Where(text => Star().IsMatch(text)).Select(_ => $"{type.FullName} selects all columns."))
            .Concat(SchemaFiles(sources).Where(file => Star().IsMatch(file.Text)).Select(file => $"{file.Path} selects all columns."));

    /// <summary>Endpoints bind, call an operation and map its result: they hold no SQL and no database.</summary>
    public static IEnumerable<string> NoSqlInEndpoints(IReadOnlyList<TypeFacts> types)
    {
        var endpoints = types.Where(type => type.Namespace.EndsWith(".Http", StringComparison.Ordinal) || type.Name.EndsWith("Endpoints", StringComparison.Ordinal));
        foreach (var type in endpoints)
        {
            if (type.Texts.Any(text => Statement().IsMatch(text)))
            {
                yield return $"{type.FullName} holds SQL.";
            }
            if (type.Uses.Any(use => use.Namespace == "Slipway.Storage" && use.Name is "Database" or "DatabaseSession" or "DatabaseTransaction"))
            {
                yield return $"{type.FullName} uses the database.";
            }
        }
    }

    /// <summary>A statement stands in a file that is named for it, so that who looks for one looks there. Engines speak to themselves where they are.</summary>
    public static IEnumerable<string> OnlyInSqlFiles(IReadOnlyList<SourceFile> sources) =>
        from file in sources
        where file.Path.StartsWith("src/", StringComparison.Ordinal) && file.Path.EndsWith(".cs", StringComparison.Ordinal)
            && !file.Path.EndsWith("Sql.cs", StringComparison.Ordinal) && !file.Path.StartsWith("src/Storage.", StringComparison.Ordinal)
        from literal in Literal().Matches(file.Text).Select(match => match.Value.TrimStart('"', '\r', '\n', ' '))
        where WholeStatement().IsMatch(literal)
        select $"{file.Path} holds SQL: {literal.TrimEnd('"')}. Move it into a file that ends with Sql.cs.";

    private static IEnumerable<string> TablesIn(string text, IReadOnlyDictionary<string, string> tables) =>
        // A bare name is the table of InsertManyAsync or a part of a statement; a sentence for people is neither.
        Statement().IsMatch(text)
            ? Mention().Matches(text).Select(match => match.Groups[2].Value).Where(tables.ContainsKey)
            : [];

    private static IEnumerable<SourceFile> SchemaFiles(IReadOnlyList<SourceFile> sources) =>
        sources.Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal) && file.Path.EndsWith(".sql", StringComparison.Ordinal));

    private static string RoomOf(SourceFile file) => file.Path.Split('/')[1];

    [GeneratedRegex(@"create\s+table\s+(?:if\s+not\s+exists\s+)?(\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex CreateTable();

    [GeneratedRegex(@"\b(from|join|into|update|references|using|exists|table|on)\s+(\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex Mention();

    [GeneratedRegex(@"^\s*(with\s+\w+\s+as|select|insert\s+into|update\s+\w+\s+(\w+\s+)?set|delete\s+from|from\s+\w+|(left\s+|inner\s+)?join\s+\w+)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Statement();

    // As statements are written here; a sentence begins with a capital.
    [GeneratedRegex(@"^(with\s+\w+\s+as|select|insert\s+into|update\s+\w+\s+(\w+\s+)?set|delete\s+from)\b")]
    private static partial Regex WholeStatement();

    // The first words of a text, also of one in lines of its own.
    [GeneratedRegex("""
        ("{3,}\s*\n\s*|")[^"\r\n]+"?
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Literal();

    [GeneratedRegex(@"\b(select|returning)\s+(distinct\s+)?(\w+\.)?\*", RegexOptions.IgnoreCase)]
    private static partial Regex Star();
}
