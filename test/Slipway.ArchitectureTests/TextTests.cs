using System.Globalization;
using System.Reflection;
using System.Xml.Linq;
using Slipway.Access.Permissions;
using Slipway.ArchitectureTests.Reading;
using Slipway.ArchitectureTests.Rules;
using Slipway.Automations.Executions;
using Slipway.Launch.Attempts;
using Slipway.Launch.Items;
using Slipway.Runs;
using Slipway.Webhooks.Deliveries;
using Xunit;

namespace Slipway.ArchitectureTests;

public sealed class TextTests
{
    private static readonly IReadOnlyList<SourceFile> Pages = [.. Checkout.Sources.Where(file =>
        file.Path.StartsWith("src/Web/", StringComparison.Ordinal) && !file.Path.Contains("/obj/", StringComparison.Ordinal))];

    private static readonly IReadOnlyDictionary<string, string> Table = Read(Checkout.Read("src/Web/Texts/Words.ja.resx").Text);

    // Keys that pages do not write but are given: states, roles, kinds of users, groups of a search, and the words for events and variables.
    private static readonly IReadOnlyCollection<string> Given =
    [
        .. Enum.GetNames<DeliveryState>(), .. Enum.GetNames<ExecutionState>(), .. Enum.GetNames<RunState>(),
        .. Enum.GetNames<ItemState>(), .. Enum.GetNames<AttemptState>(), .. Enum.GetNames<Role>(),
        "Active", "Paused", "Enabled", "Disabled", "Live", "Silent", "Draining",
        "Automation", "Webhook", "Launch",
        "Registered models", "Versions and aliases", "Automations", "Runs", "Projects", "Queues",
        .. TextRules.Returned(Checkout.Read("src/Web/Pages/Automations/AutomationWords.cs")),
        .. TextRules.Returned(Checkout.Read("src/Web/Pages/Registry/EventNames.cs")),
        .. TextRules.Returned(Checkout.Read("src/Web/Parts/VariableWords.cs")),
        .. TextRules.Returned(Checkout.Read("src/Web/Parts/RefusalWords.cs")),
    ];

    [Fact]
    public void Every_text_of_the_pages_is_translated() =>
        Violations.None(TextRules.EveryKeyIsTranslated(Pages, Given, Table));

    [Fact]
    public void A_text_without_a_translation_is_found() =>
        Assert.Equal(
            [
                "src/Web/Pages/A.razor: \"Say \"no\"\" is not in Words.ja.resx.",
                "src/Web/Pages/A.razor: \"Nowhere {0}\" is not in Words.ja.resx.",
                "\"Gone\" is not in Words.ja.resx.",
                "src/Web/Pages/A.razor: write the key where it is looked up, or name its source in TextRules.GivenKeys: T[name]</p>",
            ],
            TextRules.EveryKeyIsTranslated(
                [new SourceFile("src/Web/Pages/A.razor", """<p title="@T["back"]">@T["Say \"no\""] @T["Nowhere {0}", list["x"]] @T[state.ToString()]</p>""" + "\n<p>@T[name]</p>\n")],
                ["Gone", "Back"], Planted("Back", "戻る")));

    [Fact]
    public void Every_translation_is_used() =>
        Violations.None(TextRules.EveryTranslationIsUsed(Pages, Given, Table));

    [Fact]
    public void A_translation_that_no_page_uses_is_found() =>
        Assert.Equal(["No page says \"Attic\"."],
            TextRules.EveryTranslationIsUsed([new SourceFile("src/Web/Pages/A.razor", """@T["back"]""")], ["Lost"],
                Planted("Back", "戻る", "Lost", "消失", "Attic", "屋根裏")));

    [Fact]
    public void Translations_have_the_placeholders_of_their_keys() =>
        Violations.None(TextRules.PlaceholdersAgree(Table));

    [Theory]
    [InlineData("{0} of {1}", "{0}")]
    [InlineData("{0}", "{1}")]
    [InlineData("{{name}}", "{0}")]
    public void A_placeholder_that_got_lost_is_found(string key, string translation) =>
        Assert.Single(TextRules.PlaceholdersAgree(Planted(key, translation, "{0} at {1}", "{1} で {0}", "{{name}}s", "{{name}}")));

    [Fact]
    public void Markup_holds_no_words() =>
        Violations.None(TextRules.NoWordsInMarkup(Pages));

    [Theory]
    [InlineData("<p>Nobody translates this.</p>")]
    [InlineData("<button aria-label=\"Close it now\">@T[\"Close\"]</button>")]
    public void Words_in_markup_are_found(string markup) =>
        Assert.Single(TextRules.NoWordsInMarkup([new SourceFile("src/Web/Pages/A.razor",
            markup + "<h1>@T[\"Two words\"] · Slipway</h1>@* <p>Not this one</p> *@\n@code {\n// <p>Nor this one</p>\n}")]));

    [Fact]
    public void The_table_is_where_the_pages_look_for_it() =>
        Assert.Contains("Slipway.Web.Texts.Words.ja.resources",
            Assembly.Load("Slipway.Web").GetSatelliteAssembly(CultureInfo.GetCultureInfo("ja")).GetManifestResourceNames());

    private static Dictionary<string, string> Planted(params string[] pairs) =>
        pairs.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);

    // Keys that differ in case alone are one: two of them fail here.
    private static Dictionary<string, string> Read(string resx) =>
        XDocument.Parse(resx).Root!.Elements("data").ToDictionary(
            data => data.Attribute("name")!.Value, data => data.Element("value")!.Value, StringComparer.OrdinalIgnoreCase);
}
