namespace Slipway.Registry.RegisteredModels;

internal static class ModelSql
{
    public const string Columns =
        """
        c.id, c.team_id, c.team_name, c.project_id, c.project_name, c.kind, c.name, c.type, c.description, c.created_at,
        c.created_by, c.updated_at
        """;

    public const string Card = "select card from collections where id = @id";

    public const string Update =
        """
        update collections set
            description = case when @setDescription then @description else description end,
            searched = @searched,
            card = case when @setCard then @card else card end,
            updated_at = slipway_now()
        where id = @id
        """;

    public const string Counts =
        """
        select collection_id, count(*) as versions, max(version_index) as latest_index from memberships
        where collection_id in @ids group by collection_id
        """;

    public const string Tags = "select collection_id, tag from collection_tags where collection_id in @ids order by tag";
}
