namespace Slipway.ArchitectureTests.Reading;

/// <summary>The plan of the house: which room may reference which, as the table in docs/ARCHITECTURE.md says.</summary>
public sealed record House
{
    private const string Header = "| room | holds | may reference |";

    /// <summary>Each room with the rooms that its project references.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Arrows { get; init; }

    /// <summary>Rooms that only the composition root may know.</summary>
    public static readonly IReadOnlyList<string> Tops = ["Server", "Agent", "Cli", "Web", "Wandb", "Mlflow"];

    /// <summary>Rooms that implement a seam with somebody's driver.</summary>
    public static bool IsProvider(string room) => room.Contains('.', StringComparison.Ordinal);

    /// <summary>Reads the table; "the ground" stands for Api, Storage, Rest and Access.</summary>
    public static House Parse(string architecture)
    {
        var arrows = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var line in architecture.Split('\n').SkipWhile(line => line.Trim() != Header).Skip(2).TakeWhile(line => line.StartsWith('|')))
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            arrows[cells[1]] =
            [
                .. cells[3].Split(',', StringSplitOptions.TrimEntries).SelectMany(name => name switch
                {
                    "-" => [],
                    "the ground" => (string[])["Api", "Storage", "Rest", "Access"],
                    _ => [name],
                }),
            ];
        }
        return arrows.Count > 0 ? new House { Arrows = arrows } : throw new FormatException($"No table '{Header}' in docs/ARCHITECTURE.md.");
    }
}
