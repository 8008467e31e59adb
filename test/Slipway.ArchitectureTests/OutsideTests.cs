using Slipway.ArchitectureTests.Reading;
using Slipway.ArchitectureTests.Rules;
using Xunit;

namespace Slipway.ArchitectureTests;

public sealed class OutsideTests
{
    [Fact]
    public void Only_providers_name_the_types_of_a_driver() =>
        Violations.None(OutsideRules.OnlyProvidersNameDrivers(Checkout.Types));

    [Theory]
    [InlineData("Npgsql.NpgsqlConnection")]
    [InlineData("Microsoft.Data.Sqlite.SqliteConnection")]
    [InlineData("AWSSDK.S3.AmazonS3Client")]
    public void A_room_that_names_a_driver_is_found(string driver) =>
        Assert.Single(OutsideRules.OnlyProvidersNameDrivers(
            [Planted.Type("Slipway.Events.EventLog", driver), Planted.Type("Slipway.Storage.Postgres.PostgresDatabase", driver) with { Room = "Storage.Postgres" }]));

    [Fact]
    public void Only_the_sender_and_the_typed_client_open_connections() =>
        Violations.None(OutsideRules.OnlyFewConnect(Checkout.Types));

    [Theory]
    [InlineData("System.Net.Http.HttpClient")]
    [InlineData("System.Net.Http.SocketsHttpHandler")]
    [InlineData("System.Net.Sockets.Socket")]
    public void A_connection_opened_elsewhere_is_found(string connector) =>
        Assert.Single(OutsideRules.OnlyFewConnect(
        [
            Planted.Type("Slipway.Registry.Aliases.AliasOperations") with { Constructs = [connector] },
            Planted.Type("Slipway.Webhooks.Sending.GuardedConnect") with { Constructs = [connector] },
        ]));

    [Fact]
    public void Api_is_free_of_the_web_server() =>
        Violations.None(OutsideRules.ApiIsFreeOfAspNetCore(Checkout.Projects, Checkout.Types));

    [Fact]
    public void A_web_server_in_the_api_is_found() =>
        Assert.Equal(2, OutsideRules.ApiIsFreeOfAspNetCore(
            [Planted.Project("Api") with { Outside = ["Microsoft.NET.Sdk", "Microsoft.AspNetCore.App"] }],
            [Planted.Type("Slipway.Api.PageResponse", "Microsoft.AspNetCore.Http.HttpContext")]).Count());

    [Fact]
    public void Only_secrets_and_webhooks_touch_the_value_of_a_secret() =>
        Violations.None(OutsideRules.OnlyFewNameSecretValues(Checkout.Types));

    [Fact]
    public void A_room_that_touches_the_value_of_a_secret_is_found() =>
        Assert.Single(OutsideRules.OnlyFewNameSecretValues(
            [Planted.Type("Slipway.Automations.Matching.Match", "Slipway.Secrets.Values.SecretValue"), Planted.Type("Slipway.Webhooks.Sending.Signatures", "Slipway.Secrets.Values.SecretValue")]));
}
