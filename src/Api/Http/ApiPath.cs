namespace Slipway.Api.Http;

/// <summary>Builds request paths: names are percent-encoded, so that none can reach another path.</summary>
internal static class ApiPath
{
    /// <summary>The path with every hole percent-encoded; refuses the holes <c>.</c> and <c>..</c>, which URLs swallow.</summary>
    public static string Of(FormattableString path)
    {
        var names = path.GetArguments().Select(name => (object)Segment(name?.ToString() ?? "")).ToArray();
        return string.Format(System.Globalization.CultureInfo.InvariantCulture, path.Format, names);
    }

    /// <summary>A file's path inside a version: each part encoded, the slashes kept.</summary>
    public static string File(string path) => string.Join('/', path.Split('/').Select(Segment));

    /// <summary>The path with those query parameters that are not null.</summary>
    public static string WithQuery(string path, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var separator = path.Contains('?') ? '&' : '?';
        foreach (var (name, value) in query)
        {
            if (value is null)
            {
                continue;
            }

            path += $"{separator}{name}={Uri.EscapeDataString(value)}";
            separator = '&';
        }

        return path;
    }

    private static string Segment(string name) =>
        name is "" or "." or ".."
            ? throw new ArgumentException($"'{name}' cannot be a name.", nameof(name))
            : Uri.EscapeDataString(name);
}
