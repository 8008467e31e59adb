using System.Xml.Linq;

namespace Slipway.ArchitectureTests.Reading;

/// <summary>What a project file under <c>src</c> says.</summary>
public sealed record ProjectFile
{
    /// <summary>The room, e.g. <c>Storage.Sqlite</c>: the project's name without <c>Slipway.</c>.</summary>
    public required string Room { get; init; }

    /// <summary>The folder relative to the checkout, e.g. <c>src/Storage.Sqlite</c>.</summary>
    public required string Folder { get; init; }

    /// <summary>The file name of its assembly, without <c>.dll</c>.</summary>
    public required string Assembly { get; init; }

    /// <summary>The rooms it references.</summary>
    public required IReadOnlyList<string> References { get; init; }

    /// <summary>The frameworks and packages that it references, and its SDK.</summary>
    public required IReadOnlyList<string> Outside { get; init; }

    public static ProjectFile Parse(string path, string text)
    {
        var root = XDocument.Parse(text).Root!;
        var name = Path.GetFileNameWithoutExtension(path);
        return new ProjectFile
        {
            Room = RoomOf(name),
            Folder = path[..path.LastIndexOf('/')],
            Assembly = root.Descendants("AssemblyName").FirstOrDefault()?.Value ?? name,
            References = [.. root.Descendants("ProjectReference").Select(reference =>
                RoomOf(Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'))))],
            Outside =
            [
                root.Attribute("Sdk")!.Value,
                .. root.Descendants("FrameworkReference").Concat(root.Descendants("PackageReference"))
                    .Select(reference => reference.Attribute("Include")!.Value),
            ],
        };
    }

    private static string RoomOf(string project) => project["Slipway.".Length..];
}
