using Spectre.Console;

namespace Slipway.Cli.Output;

/// <summary>Writes a list: a table for people, aligned columns for pipes.</summary>
internal static class Listing
{
    public static void Write<T>(Terminal terminal, IReadOnlyList<T> items, IReadOnlyList<Column<T>> columns)
    {
        var rows = items.Select(item => columns.Select(c => Printable.Line(c.Text(item) ?? "")).ToArray()).ToList();
        if (terminal.IsOutputTerminal)
        {
            WriteTable(terminal, rows, columns);
        }
        else
        {
            WritePlain(terminal, rows, columns);
        }
    }

    private static void WriteTable<T>(Terminal terminal, List<string[]> rows, IReadOnlyList<Column<T>> columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column.Title, new Style(decoration: Decoration.Bold))));
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        terminal.Rich().Write(table);
    }

    // No wrapping: one row stays one line, whatever its width.
    private static void WritePlain<T>(Terminal terminal, List<string[]> rows, IReadOnlyList<Column<T>> columns)
    {
        string[] titles = [.. columns.Select(column => column.Title)];
        var widths = titles.Select((title, i) => rows.Select(row => row[i].Length).Append(title.Length).Max()).ToArray();
        foreach (var row in rows.Prepend(titles))
        {
            terminal.Out.WriteLine(string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
        }
    }
}
