namespace Slipway.ArchitectureTests.Reading;

/// <summary>The files of the checkout that runs these tests.</summary>
internal static class Checkout
{
    private static readonly string[] Kept = ["src", "test", "bench", "demo"];
    private static readonly string[] Endings = [".cs", ".sql", ".razor", ".css", ".js"];

    public static string Root { get; } = Find();

    /// <summary>Every source file of ours.</summary>
    public static IReadOnlyList<SourceFile> Sources { get; } =
        [.. Kept.Select(folder => Path.Combine(Root, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Where(path => Endings.Contains(Path.GetExtension(path)) && !path.Contains("/node_modules/", StringComparison.Ordinal))
            .Select(Read)];

    /// <summary>The projects under <c>src</c>.</summary>
    public static IReadOnlyList<ProjectFile> Projects { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(Read).Select(file => ProjectFile.Parse(file.Path, file.Text))];

    /// <summary>What is in their assemblies.</summary>
    public static IReadOnlyList<TypeFacts> Types { get; } =
        [.. Projects.SelectMany(project => AssemblyReader.Read(project.Room, Path.Combine(AppContext.BaseDirectory, project.Assembly + ".dll")))];

    public static SourceFile Read(string path) =>
        new(Path.GetRelativePath(Root, path).Replace('\\', '/'), File.ReadAllText(Path.Combine(Root, path)));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Slipway.slnx")))
            {
                return folder.FullName;
            }
        }
        throw new DirectoryNotFoundException("No Slipway.slnx above the tests.");
    }
}
