using Slipway.ArchitectureTests.Reading;
using Slipway.ArchitectureTests.Rules;
using Xunit;

namespace Slipway.ArchitectureTests;

public sealed class FieldTests
{
    [Fact]
    public void Every_field_of_the_pages_is_bound() =>
        Violations.None(FieldRules.FieldsAreBound(Checkout.Sources.Where(file => file.Path.StartsWith("src/Web/", StringComparison.Ordinal))));

    [Fact]
    public void A_field_that_would_be_set_back_while_one_types_is_found() =>
        Assert.Equal(
            ["""src/Web/A.razor: bind the field with @bind, or @bind:get and @bind:set: <input id="a" value="@_name" @oninput="typed => _name = typed" />"""],
            FieldRules.FieldsAreBound(
            [
                new SourceFile("src/Web/A.razor",
                    """
                    <input id="a" value="@_name" @oninput="typed => _name = typed" />
                    <input id="b" @bind:get="_name" @bind:set="SetAsync" /><select @onchange="Choose"><option value="@_name"></option></select>
                    """),
            ]));
}
