# Calls every method of hipchat-rb that API v1 and v2 have: ruby ruby-hipchat.rb URL TOKEN V1_TOKEN ROOM EMAIL FILE
# What it prints last, "done", is the sign that none of them raised.
require "json"
require "uri"

# Ruby 3 has dropped URI.escape, which this release of the client was written with.
def URI.escape(text) = URI::DEFAULT_PARSER.escape(text)

require "hipchat"

url, token, v1_token, room_name, email, file = ARGV

def check(what, holds)
  raise "#{what} does not hold" unless holds
end

client = HipChat::Client.new(token, api_version: "v2", server_url: url)
made = client.create_room("Ruby Room", guest_access: false, owner_user_id: client.users.first.id.to_s)
check "the new room has an id", made["id"].is_a?(Integer)
check "rooms are listed", client.rooms.any? { |r| r.name == "Ruby Room" }
room = client[room_name]
check "the room is shown", room.get_room["name"] == room_name
owner = room.get_room["owner"]["id"].to_s
check "a notification is sent", room.send("ruby", "deployed <b>r88</b>", color: "green", notify: true)
check "the topic is set", room.topic("steam on")
check "the history has it", JSON.parse(room.history)["items"].any? { |m| m["message"] == "deployed <b>r88</b>" }
check "the statistics are read", room.statistics(timezone: "UTC").include?("messages_sent")
check "the room is updated", room.update_room(name: room_name, topic: "steam off", owner: { id: owner })
check "a person is invited", room.invite(email)
check "a file is sent to a room", File.open(file) { |f| room.send_file("ruby", "look", f) }
user = client.user(email)
check "a person is shown", user.view.email == email
user = client.user(email) # view has made this release forget the server's address
check "a person gets a message", user.send("good morning")
check "a person gets a file", File.open(file) { |f| user.send_file("look", f) }
check "the private history is read", user.history(:"max-results" => 5).include?("good morning")
begin
  client["Nowhere"].get_room
  raise "an unknown room was found"
rescue HipChat::UnknownRoom
end

old = HipChat::Client.new(v1_token, server_url: url) # v1 is its default
made = old.create_room("Old Ruby Room", owner_user_id: owner, guest_access: false)
check "v1: the new room has an id", made["room"]["room_id"].is_a?(Integer)
check "v1: rooms are listed", old.rooms.any? { |r| r.name == "Old Ruby Room" }
check "v1: people are listed", old.users.any? { |u| u.email == email }
room = old["Old Ruby Room"]
check "v1: the room is shown", room.get_room["room"]["name"] == "Old Ruby Room"
check "v1: a message is sent", room.send("ruby", "from v1", color: "purple")
check "v1: the topic is set", room.topic("old steam", from: "ruby")
check "v1: the history has it", room.history.include?("from v1")
puts "done"
