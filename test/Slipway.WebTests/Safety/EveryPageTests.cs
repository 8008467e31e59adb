using Slipway.Testing;
using Slipway.Testing.Scenes;
using Slipway.WebTests.Scenes;

namespace Slipway.WebTests.Safety;

/// <summary>Every page, as it looks with something on it.</summary>
public sealed class EveryPageTests(Browsers browsers) : FurnishedScene(browsers)
{
    [Fact]
    public async Task Every_page_reads_well_in_both_themes_and_on_a_phone()
    {
        var wrong = new List<string>();
        foreach (var address in Furniture.Pages)
        {
            await Admin.GoAsync(address);
            try
            {
                await Screens.LookAsync(Admin, address.Split('?')[0].Trim('/').Replace('/', '-') is { Length: > 0 } name ? name : "home");
            }
            catch (Xunit.Sdk.XunitException found)
            {
                wrong.Add(found.Message);
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }
}
