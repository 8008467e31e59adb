using Slipway.Rest;
using Slipway.Web.Parts;

namespace Slipway.Web;

/// <summary>The limits of this room, for the guide.</summary>
internal static class WebLimits
{
    public static readonly Limit[] All =
    [
        new("What is typed or pasted into one field of a page, as it is sent", WebModule.MaxMessage, LimitUnit.Bytes, "the page is loaded anew"),
        new("Log of a run that a page shows", LogView.MostShown, LimitUnit.Bytes, "what comes before is in the download"),
    ];
}
