using Slipway.ArchitectureTests.Reading;
using Slipway.ArchitectureTests.Rules;
using Xunit;

namespace Slipway.ArchitectureTests;

public sealed class SqlTests
{
    private static readonly SourceFile[] Schemas =
    [
        new("src/Access/Schema/0001_access.sql", "create table teams (id $id$);\n"),
        new("src/Webhooks/Schema/0001_webhooks_and_deliveries.sql", "create table if not exists webhooks (id $id$);\n"),
    ];

    [Fact]
    public void The_schemas_are_found() =>
        Assert.NotEmpty(SqlRules.TablesOf(Checkout.Sources));

    [Fact]
    public void Sql_names_tables_of_its_own_room_only() =>
        Violations.None(SqlRules.OnlyOwnTables(Checkout.Sources, Checkout.Types));

    [Theory]
    [InlineData("select w.id from webhooks w join teams t on t.id = w.team_id")]
    [InlineData("select id from teams")]
    [InlineData("update teams set name = @name")]
    [InlineData("delete from teams")]
    [InlineData("insert into teams (name) values (@name)")]
    [InlineData("with old as (select id from teams) select id from old")]
    public void Sql_that_names_a_table_of_another_room_is_found(string sql) =>
        Assert.Equal(["Slipway.Webhooks.WebhookSql names teams, a table of Access."],
            SqlRules.OnlyOwnTables(Schemas, [Planted.Type("Slipway.Webhooks.WebhookSql") with { Texts = [sql, "select id from webhooks", "Choose from teams of yours."] }]));

    [Fact]
    public void A_schema_that_names_a_table_of_another_room_is_found() =>
        Assert.Single(SqlRules.OnlyOwnTables(
            [.. Schemas, new SourceFile("src/Webhooks/Schema/0002_more.sql", "alter table webhooks add column team_id bigint references teams (id);\n")], []));

    [Fact]
    public void Columns_are_named() =>
        Violations.None(SqlRules.NoSelectStar(Checkout.Sources, Checkout.Types));

    [Theory]
    [InlineData("select * from webhooks")]
    [InlineData("select w.* from webhooks w")]
    [InlineData("delete from webhooks returning *")]
    public void A_star_is_found(string sql) =>
        Assert.Single(SqlRules.NoSelectStar([], [Planted.Type("Slipway.Webhooks.WebhookSql") with { Texts = [sql, "select count(*) from webhooks"] }]));

    [Fact]
    public void Statements_stand_in_files_of_their_own() =>
        Violations.None(SqlRules.OnlyInSqlFiles(Checkout.Sources));

    [Theory]
    [InlineData("""session.FirstAsync<int>("select id from webhooks where id = @id")""")]
    [InlineData("""await tx.ExecuteAsync($"delete from {table} where id in @ids")""")]
    [InlineData("const string Find =\n        \"\"\"\n        update webhooks set name = @name\n        where id = @id\n        \"\"\";")]
    public void A_statement_elsewhere_is_found(string code)
    {
        Assert.Single(SqlRules.OnlyInSqlFiles([new SourceFile("src/Webhooks/Definitions/WebhookOperations.cs", code)]));
        Assert.Empty(SqlRules.OnlyInSqlFiles(
        [
            new SourceFile("src/Webhooks/Definitions/WebhookSql.cs", code),
            new SourceFile("src/Webhooks/Definitions/Texts.cs", """var text = "Select the webhook, then update it."; var other = "from here";"""),
        ]));
    }

    [Fact]
    public void Endpoints_hold_no_sql_and_no_database() =>
        Violations.None(SqlRules.NoSqlInEndpoints(Checkout.Types));

    [Fact]
    public void Sql_and_database_in_an_endpoint_are_found() =>
        Assert.Equal(2, SqlRules.NoSqlInEndpoints(
        [
            Planted.Type("Slipway.Webhooks.Http.WebhookEndpoints") with { Texts = ["select id from webhooks"] },
            Planted.Type("Slipway.Webhooks.Http.DeliveryEndpoints", "Slipway.Storage.Database"),
        ]).Count());
}
