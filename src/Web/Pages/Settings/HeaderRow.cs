namespace Slipway.Web.Pages.Settings;

/// <summary>A header while somebody types it.</summary>
internal sealed class HeaderRow
{
    public string Name { get; set; } = "";

    public string Value { get; set; } = "";
}
