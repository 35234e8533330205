# chef-solo with the attributes that it was given, the variables among them. The solo.rb that came with them counts.
# shellcheck shell=sh disable=SC2034,SC2154 # for converge.sh, and its
program=chef-solo
package='' # no distribution has it

solo() {
    cat <<RUBY
file_cache_path '/var/cache/lct-chef'
cookbook_path %w(cookbooks site-cookbooks).map { |name| '$LCT_FILES/' + name }.select { |path| File.directory? path }
role_path '$LCT_FILES/roles'
data_bag_path '$LCT_FILES/data_bags'
environment_path '$LCT_FILES/environments'
RUBY
}

converge() { # ARGUMENT..
    [ -e solo.rb ] || solo >solo.rb
    CHEF_LICENSE=accept-no-persist chef-solo --no-color -c "$LCT_FILES/solo.rb" -j "$vars" "$@"
}
