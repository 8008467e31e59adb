namespace Slipway.Agent.Runners;

/// <summary>What registries of images say, as engines and kubelets pass it on. Pure.</summary>
internal static class RegistryWords
{
    private static readonly string[] NotNow = ["toomanyrequests", "too many requests", "rate limit"];

    private static readonly string[] NotEver =
    [
        "denied", "unauthorized", "authentication required", "name unknown", "no matching manifest", "no image found in manifest list",
        "invalid reference", "did not resolve to an alias", "unsupported schema", "no such image",
    ];

    /// <summary>Whether a registry answered that it has no such image, rather than not at all.</summary>
    public static bool SaysUnknown(string error) =>
        Has(error, "manifest unknown") || Has(error, "repository does not exist") || error.TrimEnd().EndsWith(": not found", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the same image will be refused again: unknown, or not for us. What else is wrong may pass.</summary>
    public static bool AreForGood(string error) => !NotNow.Any(words => Has(error, words)) && (SaysUnknown(error) || NotEver.Any(words => Has(error, words)));

    private static bool Has(string error, string words) => error.Contains(words, StringComparison.OrdinalIgnoreCase);
}
