using System.Reflection;
using System.Resources;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Slipway.Web.Texts;

/// <summary>
/// Finds texts whatever the case of their key's letters: the pages say "Preview" and "preview", and the compiler of resources
/// takes the two for one.
/// </summary>
internal sealed class WordTables(IOptions<LocalizationOptions> options, ILoggerFactory loggers)
    : ResourceManagerStringLocalizerFactory(options, loggers)
{
    private readonly ResourceNamesCache _names = new();
    private readonly ILogger _logger = loggers.CreateLogger<ResourceManagerStringLocalizer>();

    protected override ResourceManagerStringLocalizer CreateResourceManagerStringLocalizer(Assembly assembly, string baseName) =>
        new(new ResourceManager(baseName, assembly) { IgnoreCase = true }, assembly, baseName, _names, _logger);
}
